// What a page without the product does: an SDK that starts with the application and sends when it is loaded.
const { tunnel } = JSON.parse(document.querySelector('#config').textContent);

addEventListener('error', ({ message }) => {
  fetch(`${tunnel}?report`, { method: 'POST', body: JSON.stringify({ message }) });
});
addEventListener('load', () => {
  setTimeout(() => fetch(`${tunnel}?report`, { method: 'POST', body: '{}' }), 1000);
  fetch('https://sdk.invalid/beacon', { method: 'POST', mode: 'no-cors' }).catch(() => undefined);
});

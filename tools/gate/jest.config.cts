module.exports = { displayName: 'gate', preset: '../../jest.preset.js' };

module.exports = { displayName: 'nx-unite', preset: '../../jest.preset.js' };

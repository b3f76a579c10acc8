// The smallest route of Fastify.
import Fastify from 'fastify';

import { answerQuestions } from './answer-questions.mjs';

const app = Fastify();
app.get('/hello', async () => ({ hello: 'world' }));
answerQuestions(`${await app.listen({ host: '127.0.0.1', port: 0 })}/hello`);

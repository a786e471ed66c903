import {sureShapes} from '../../source/secret-shapes.ts';
import {madePage, table} from './markdown.ts';

export function secretShapesPage(): string {
  return madePage(
    'Shapes of secrets',
    'the table of shapes',
    'What is masked by its shape alone, wherever it stands. Lengths are lower bounds, so that what a cut has left is masked too. Other secrets have no shape: see [what becomes of secrets](../secrets.md).',
    table(['Shape', 'How it is known', 'See'], sureShapes.map(({shape, looks, see}) => [shape, looks, see])),
  );
}

/**
 * One cycle for each group of files that reach each other (strongly connected components, Tarjan
 * 1972), starting at the group's first file.
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];

  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node) ?? 0, lowest.get(next) ?? 0));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const group = stack.splice(stack.indexOf(node));
    if (group.length > 1 || graph.get(node)?.includes(node)) groups.push(group);
  };

  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return groups.map(group => shortestWayBack(graph, group));
}

function shortestWayBack(graph: ReadonlyMap<string, readonly string[]>, group: readonly string[]): string[] {
  const start = group.toSorted()[0] ?? '';
  let ways = [[start]];
  while (ways.length > 0) {
    const done = ways.find(way => graph.get(way.at(-1) ?? '')?.includes(start));
    if (done) return done;
    ways = ways.flatMap(way => {
      const onward = graph.get(way.at(-1) ?? '') ?? [];
      return onward.filter(next => group.includes(next) && !way.includes(next)).map(next => [...way, next]);
    });
  }
  return [start];
}

"""What people set about numbers: plans of days, how a metric is judged, and what things cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from opscockpit.store.database import Database, Row, Value, Writer


def plans(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """The plans between two days, oldest first."""
    return db.rows(
        "SELECT * FROM plan WHERE store_id = ? AND day BETWEEN ? AND ? ORDER BY day, metric",
        (store_id, first.isoformat(), last.isoformat()),
    )


def set_plans(db: Database, actor: str, store_id: int, metric: str, days: Mapping[date, float | None]) -> None:
    """Plan a metric for some days, in its own unit; None takes the plan of a day away."""
    with db.write(actor, f"plan · {metric}") as w:
        for day, value in days.items():
            key: dict[str, Value] = {"store_id": store_id, "metric": metric, "day": day.isoformat()}
            _put(w, "plan", key, None if value is None else {"value": value})


def settings(db: Database, store_id: int) -> list[Row]:
    """How the metrics of a store are judged, where that was changed."""
    return db.rows("SELECT * FROM metric_setting WHERE store_id = ?", (store_id,))


def set_setting(db: Database, actor: str, store_id: int, metric: str, label: str, **values: Value) -> None:
    """Change how one metric is judged: `k`, `baseline_from`."""
    with db.write(actor, label) as w:
        _put(w, "metric_setting", {"store_id": store_id, "metric": metric}, values)


def costs(db: Database, store_id: int) -> list[Row]:
    """What things cost, oldest first."""
    return db.rows("SELECT * FROM cost WHERE store_id = ? ORDER BY kind, sku, from_day", (store_id,))


def set_costs(
    db: Database, actor: str, store_id: int, kind: str, from_day: date, amounts: Mapping[str, int | None]
) -> None:
    """Set costs of a kind from a day on, by sku ('' for the kinds that have none); None takes one away."""
    with db.write(actor, f"cost · {kind}") as w:
        for sku, cost in amounts.items():
            key: dict[str, Value] = {"store_id": store_id, "kind": kind, "sku": sku, "from_day": from_day.isoformat()}
            _put(w, "cost", key, None if cost is None else {"cost": cost})


def _put(w: Writer, table: str, key: Mapping[str, Value], values: Mapping[str, Value] | None) -> None:
    """Insert, change or (None) remove the row of a key."""
    where = " AND ".join(f"{name} = :{name}" for name in key)
    found = w.rows(f"SELECT id, version FROM {table} WHERE {where}", key)
    if values is None:
        w.run(f"DELETE FROM {table} WHERE {where}", key)
    elif found:
        w.update(table, found[0]["id"], found[0]["version"], **values)
    else:
        w.insert(table, **key, **values)


def sold_items(db: Database, store_id: int, first: date, last: date) -> list[Row]:
    """Pieces and amount of each sku sold in paid orders of a period, with the cost that held on each day.

    `cost` is minor units of the pieces whose cost was known on their day, `covered` what these sold for: 0 where none
    was. `title` is that of the newest order.
    """
    return db.rows(
        """WITH line AS (
             SELECT p.sku, p.title, s.paid_at, l.pieces, l.amount, (
               SELECT c.cost FROM cost c WHERE c.store_id = s.store_id AND c.kind = 'item' AND c.sku = p.sku
                 AND c.from_day <= s.day ORDER BY c.from_day DESC LIMIT 1) AS each
             FROM sale s JOIN sale_line l ON l.sale_id = s.id JOIN product p ON p.id = l.product_id
             WHERE s.store_id = ?1 AND s.live = 1 AND s.kind = 'sale' AND s.paid_at IS NOT NULL
               AND s.day BETWEEN ?2 AND ?3)
           SELECT sku, title, max(paid_at) AS newest, sum(pieces) AS pieces, sum(amount) AS amount,
             coalesce(sum(pieces * each), 0) AS cost, coalesce(sum(iif(each IS NULL, 0, amount)), 0) AS covered
           FROM line GROUP BY sku""",
        (store_id, first.isoformat(), last.isoformat()),
    )

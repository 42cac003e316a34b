-- What the peers are given beside our tables: the counts as a view, and registering a case as one function.

create or replace view bench_count as
  select district, state, count(*)::int as n from case_file group by district, state order by district, state;

-- The rows registerCase writes, from what is sealed, masked and reckoned already. Ids are made here.
create or replace function bench_register(given jsonb) returns case_file language plpgsql volatile as $$
declare
  written case_file := jsonb_populate_record(null::case_file, given -> 'case');
  who reporter := jsonb_populate_record(null::reporter, given -> 'reporter');
  timed clock := jsonb_populate_record(null::clock, given -> 'clock');
  event uuid := gen_random_uuid();
begin
  written.id := gen_random_uuid();
  written.case_no := 'TA' || to_char(now(), 'YYYYMMDD') || lpad(nextval('case_number')::text, 6, '0') || '-' ;
  written.registered_at := now();
  written.last_event_at := now();
  written.due_at := now() + interval '2 hours';
  insert into case_file values (written.*) returning * into written;
  who.id := gen_random_uuid();
  who.case_id := written.id;
  insert into reporter values (who.*);
  timed.id := gen_random_uuid();
  timed.case_id := written.id;
  timed.started_at := now();
  timed.yellow_at := now() + interval '90 minutes';
  timed.due_at := written.due_at;
  insert into clock values (timed.*);
  insert into timer (id, case_id, clock_id, kind, gen, state, due_at)
    select gen_random_uuid(), written.id, timed.id, kind, 1, 'ARMED', at
    from (values ('YELLOW', timed.yellow_at), ('RED', timed.due_at)) due (kind, at);
  insert into case_event (id, case_id, case_version, seq, type, actor, secrecy, body, occurred_at)
    values (event, written.id, 1, 0, 'registerCase', written.registered_by::text, written.secrecy, given -> 'body', now());
  insert into outbox (event_id, queues) values (event, '{}');
  return written;
end $$;

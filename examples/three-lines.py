"""A persona in agent code, in three lines."""

import fleet

library = fleet.load()
prompt = fleet.compile_prompt(library, "customer-success-manager", company="Acme", product="Rocket")
decision = fleet.Guard(library).check_call("customer-success-manager", "tickets.resolve", {"id": 4411})

print(prompt.text[:200])
print(decision.explain())

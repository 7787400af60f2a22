wrk.method = "POST"
wrk.body = '{"args":[2,3]}'
wrk.headers["Content-Type"] = "application/json"

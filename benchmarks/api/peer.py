"""The peer: FastAPI with the same endpoints and the same metrics, as its users write it."""
import os
import time

from celery import Celery
from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

celery = Celery("peer", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
app = FastAPI()
requests = Counter("http_requests_total", "HTTP requests.", ["method", "path", "status"])
duration = Histogram("http_request_duration_seconds", "Time from request to answer.", ["method", "path"])


@app.middleware("http")
async def measure(request: Request, call_next):
    start = time.perf_counter()
    response = await call_next(request)
    route = request.scope.get("route")
    path = route.path if route else "unmatched"
    requests.labels(request.method, path, response.status_code).inc()
    duration.labels(request.method, path).observe(time.perf_counter() - start)
    return response


@app.get("/healthz")
async def healthz():
    return {"status": "ok"}


@app.post("/tasks/{name}", status_code=202)
def send(name: str, body: dict):
    result = celery.send_task(name, args=body.get("args", []), kwargs=body.get("kwargs", {}))
    return {"id": result.id, "status": "PENDING"}


@app.get("/metrics")
async def metrics():
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

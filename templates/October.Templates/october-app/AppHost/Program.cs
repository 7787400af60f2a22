using October.Aspire.Hosting;
using October.Crd.Spec;
using October.Crd.Spec.Rollout;

var builder = DistributedApplication.CreateBuilder(args);
var api = builder.AddProject<Projects.Api>("api");
var worker = builder.AddProject<Projects.Worker>("worker");

builder.AddOctoberApp("october-shop")
    .WithApi(api)
    .WithWorker(worker)
    .WithImages("registry.example.com/october-shop-api:1.0.0", "registry.example.com/october-shop-worker:1.0.0")
    .Configure(spec =>
    {
        // The code of the api decides who may call it.
        spec.Api.Auth = new ApiAuthSpec { Type = "None" };
        // What a release must do before it gets traffic, and afterwards: the last takes the api, redis and a worker.
        spec.Rollout = new RolloutSpec
        {
            SmokeProbes =
            [
                new SmokeProbeSpec { Name = "healthz", Type = "http", Path = "/healthz" },
                new SmokeProbeSpec { Name = "ready", Type = "http", Path = "/ready" },
                new SmokeProbeSpec { Name = "greeting", Type = "http", Path = "/greetings/Ada", ExpectBody = "Hello Ada!" },
            ],
        };
    });

builder.Build().Run();

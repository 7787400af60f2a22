using October.Aspire.Hosting;

var builder = DistributedApplication.CreateBuilder(args);
var api = builder.AddProject<Projects.October_Api>("api");
var worker = builder.AddProject<Projects.October_Shop>("worker");
builder.AddOctoberApp("shop")
    .WithApi(api)
    .WithWorker(worker)
    .WithImages("ghcr.io/october/october-api:v0.1.0", "ghcr.io/october/october-shop:v0.1.0")
    .WithConfig("LOG_FORMAT", "text")
    .WithIngressHost("shop.example.com")
    .WithReplicas(worker: 2)
    .Configure(spec => spec.Worker.Concurrency = 4);
builder.Build().Run();

using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using October.Crd.Spec;
using October.Crd.Spec.Pods;
using October.Crd.Spec.Rollout;

namespace October.Aspire.Hosting.Local;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task Api_and_worker_have_what_the_spec_gives_them()
    {
        using var host = AppHost.ToRun();
        var (api, worker) = (host.Executable("api"), host.Executable("worker"));
        host.Builder.AddOctoberApp("shop").WithApi(api).WithWorker(worker)
            .WithConfig("LOG_FORMAT", "text")
            .Configure(spec =>
            {
                spec.Worker.Concurrency = 4;
                spec.Schedules = [new ScheduleSpec { Name = "nightly", Task = "report", Cron = "0 3 * * *" }];
                spec.Api.Env = [new EnvVarSpec { Name = "REGION", Value = "eu" }, new EnvVarSpec { Name = "LOG_FORMAT", Value = "json" }];
            });

        var (ofApi, ofWorker) = (await VariablesAsync(host, api), await VariablesAsync(host, worker));

        Assert.Equal(("eu", "json", "127.0.0.1"), (ofApi["REGION"], ofApi["LOG_FORMAT"], ofApi["LISTEN_ADDRESS"]));
        Assert.Equal("redis://{shop-redis.bindings.tcp.host}:{shop-redis.bindings.tcp.port}/0", Expression(ofApi["REDIS_URL"]));
        Assert.Equal("{api.bindings.http.targetPort}", Expression(ofApi["PORT"]));
        Assert.Equal("{api.bindings.metrics.targetPort}", Expression(ofApi["METRICS_PORT"]));
        Assert.Equal(("text", "4"), (ofWorker["LOG_FORMAT"], ofWorker["WORKER_CONCURRENCY"]));
        Assert.Equal("""[{"name":"nightly","task":"report","cron":"0 3 * * *"}]""", ofWorker["WORKER_SCHEDULES"]);
        Assert.DoesNotContain("REGION", ofWorker);
        Assert.DoesNotContain("WORKER_CONCURRENCY", ofApi);
    }

    [Fact]
    public async Task What_the_app_host_sets_on_a_project_wins()
    {
        using var host = AppHost.ToRun();
        var worker = host.Executable("worker").WithEnvironment("REDIS_URL", "redis://elsewhere:6379/1");
        host.Builder.AddOctoberApp("shop").WithApi(host.Executable("api")).WithWorker(worker).WithConfig("LEVEL", "low");
        worker.WithEnvironment("LEVEL", "high");

        var variables = await VariablesAsync(host, worker);

        Assert.Equal(("redis://elsewhere:6379/1", "high"), (variables["REDIS_URL"], variables["LEVEL"]));
    }

    [Fact]
    public async Task Another_redis_takes_the_place_of_the_process()
    {
        using var host = AppHost.ToRun();
        host.Builder.Configuration["ConnectionStrings:cache"] = "redis://127.0.0.1:6390/2";
        var worker = host.Executable("worker");
        host.Builder.AddOctoberApp("shop").WithApi(host.Executable("api")).WithWorker(worker).WithRedis(host.Builder.AddConnectionString("cache"));

        Assert.DoesNotContain(host.Builder.Resources, resource => resource.Name == "shop-redis");
        var url = (ReferenceExpression)(await VariablesAsync(host, worker))["REDIS_URL"];
        Assert.Equal("redis://127.0.0.1:6390/2", await url.GetValueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Both_are_healthy_when_healthz_answers()
    {
        using var host = AppHost.ToRun();
        var (api, worker) = (host.Executable("api"), host.Executable("worker"));
        host.Builder.AddOctoberApp("shop").WithApi(api).WithWorker(worker);
        foreach (var part in new[] { api, worker })
            Assert.Equal($"{part.Resource.Name}_http_/healthz_200_check", part.Resource.Annotations.OfType<HealthCheckAnnotation>().Single().Key);
    }

    [Fact]
    public async Task Both_wait_for_redis()
    {
        using var host = AppHost.ToRun();
        var (api, worker) = (host.Executable("api"), host.Executable("worker"));
        host.Builder.AddOctoberApp("shop").WithApi(api).WithWorker(worker);
        await host.BeginAsync();
        foreach (var part in new[] { api, worker })
            Assert.Equal("shop-redis", part.Resource.Annotations.OfType<WaitAnnotation>().Single().Resource.Name);
    }

    [Fact]
    public async Task A_spec_that_cannot_be_ends_the_run()
    {
        using var host = AppHost.ToRun();
        host.Builder.AddOctoberApp("shop").WithApi(host.Executable("api")).WithWorker(host.Executable("worker"))
            .Configure(spec => spec.Rollout = new RolloutSpec { BakeTime = "soon" });
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(host.BeginAsync);
        Assert.StartsWith("The OctoberApp shop cannot be: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_redis_server_the_run_says_how_to_get_one()
    {
        var exception = Assert.Throws<DistributedApplicationException>(() => RedisServer.CheckInstalled("shop", "/nowhere:/proc"));
        Assert.Contains("apt-get install redis-server", exception.Message, StringComparison.Ordinal);
        Assert.Contains(".WithRedis(builder.AddRedis(\"redis\"))", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyDictionary<string, object>> VariablesAsync(AppHost host, IResourceBuilder<ExecutableResource> part)
    {
        var context = new EnvironmentCallbackContext(host.Builder.ExecutionContext, part.Resource);
        foreach (var annotation in part.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);
        return context.EnvironmentVariables;
    }

    private static string Expression(object value) => ((IManifestExpressionProvider)value).ValueExpression;
}

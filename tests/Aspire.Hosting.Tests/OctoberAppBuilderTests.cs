using Aspire.Hosting;

namespace October.Aspire.Hosting;

public sealed class OctoberAppBuilderTests
{
    [Theory]
    [InlineData("Shop", "starts with a letter and has only a-z, 0-9 and -")]
    [InlineData("2shop", "starts with a letter and has only a-z, 0-9 and -")]
    [InlineData("shop-", "starts with a letter and has only a-z, 0-9 and -")]
    [InlineData("a123456789-123456789-123456789-123456789-1234", "has 45 characters: the name of an OctoberApp has at most 44")]
    public void A_name_that_Kubernetes_would_refuse_is_refused_at_once(string name, string message)
    {
        using var host = AppHost.ToRun();
        var exception = Assert.Throws<DistributedApplicationException>(() => host.Builder.AddOctoberApp(name));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_api_or_worker_is_refused_with_the_names_of_both()
    {
        using var host = AppHost.ToRun();
        var app = host.Builder.AddOctoberApp("shop").WithApi(host.Executable("api")).WithWorker(host.Executable("worker"));
        Assert.Contains(
            "two of api, api and other: remove one",
            Assert.Throws<DistributedApplicationException>(() => app.WithApi(host.Executable("other"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "two of worker, worker and another: remove one",
            Assert.Throws<DistributedApplicationException>(() => app.WithWorker(host.Executable("another"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_without_a_worker_does_not_run()
    {
        using var host = AppHost.ToRun();
        host.Builder.AddOctoberApp("shop").WithApi(host.Executable("api"));
        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(host.BeginAsync);
        Assert.Equal("The OctoberApp shop has no worker: add .WithWorker(project)", exception.Message);
    }

    [Fact]
    public async Task An_app_without_an_api_is_not_published()
    {
        using var host = AppHost.ToPublish();
        host.Builder.AddOctoberApp("shop").WithWorker(host.Executable("worker"));
        Assert.Contains("The OctoberApp shop has no api: add .WithApi(project)", await host.FailureAsync(), StringComparison.Ordinal);
    }
}

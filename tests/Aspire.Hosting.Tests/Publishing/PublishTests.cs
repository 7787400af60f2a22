using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using October.Crd.Spec;
using October.Testing;

namespace October.Aspire.Hosting.Publishing;

public sealed class PublishTests
{
    [Fact]
    public async Task One_resource_has_what_was_configured()
    {
        using var host = AppHost.ToPublish();
        host.Builder.Configuration["Parameters:tag"] = "1.4.2";
        var tag = host.Builder.AddParameter("tag");
        var api = host.Executable("api").WithEnvironment("REGION", "eu").WithEnvironment("RELEASE", $"shop-{tag}");
        host.Builder.AddOctoberApp("shop").WithApi(api).WithWorker(host.Executable("worker"))
            .WithImages(ReferenceExpression.Create($"ghcr.io/acme/api:{tag}"), ReferenceExpression.Create($"ghcr.io/acme/worker:{tag}"))
            .WithConfig("LOG_FORMAT", "text")
            .WithReplicas(worker: 3)
            .WithIngressHost("shop.example.com")
            .Configure(spec => spec.Backup = new BackupSpec { Schedule = "0 3 * * *" });

        var files = await host.PublishAsync();

        var file = Assert.Single(files);
        Assert.Equal("octoberapp.yaml", file.Key);
        Assert.Equal(
            """
            apiVersion: october.dev/v1
            kind: OctoberApp
            metadata:
              name: shop
            spec:
              api:
                image: "ghcr.io/acme/api:1.4.2"
                env:
                - name: REGION
                  value: eu
                - name: RELEASE
                  value: shop-1.4.2
              worker:
                image: "ghcr.io/acme/worker:1.4.2"
                replicas: 3
              config:
                LOG_FORMAT: text
              ingress:
                host: shop.example.com
              backup:
                schedule: "0 3 * * *"

            """,
            file.Value);
    }

    [Fact]
    public async Task A_project_is_published_with_its_replicas_and_without_what_Aspire_sets_for_runs()
    {
        using var host = AppHost.ToPublish();
        var api = host.Builder.AddProject("api", RepositoryRoot.File("src/Api/October.Api.csproj")).WithReplicas(3).WithHttpEndpoint();
        host.Builder.AddOctoberApp("shop").WithApi(api).WithWorker(host.Executable("worker")).WithImages("api:1", "worker:1");
        var text = Assert.Single(await host.PublishAsync()).Value;
        Assert.Contains("spec:\n  api:\n    image: \"api:1\"\n    replicas: 3\n  worker:\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_apps_have_a_folder_each()
    {
        using var host = AppHost.ToPublish();
        foreach (var name in new[] { "shop", "games" })
        {
            host.Builder.AddOctoberApp(name).WithApi(host.Executable($"{name}-api")).WithWorker(host.Executable($"{name}-worker"))
                .WithImages("api:1", "worker:1");
        }

        Assert.Equal(["games/octoberapp.yaml", "shop/octoberapp.yaml"], (await host.PublishAsync()).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_container_is_published_with_its_own_image()
    {
        using var host = AppHost.ToPublish();
        var (api, worker) = (host.Builder.AddContainer("api", "ghcr.io/acme/api", "2"), host.Builder.AddContainer("worker", "ghcr.io/acme/worker", "2"));
        host.Builder.AddOctoberApp("shop").WithApi(api).WithWorker(worker);
        var text = Assert.Single(await host.PublishAsync()).Value;
        Assert.Contains("""image: "ghcr.io/acme/api:2" """.Trim(), text, StringComparison.Ordinal);
        Assert.Contains("""image: "ghcr.io/acme/worker:2" """.Trim(), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_without_an_image_is_refused()
    {
        using var host = AppHost.ToPublish();
        host.Builder.AddOctoberApp("shop").WithApi(host.Executable("api")).WithWorker(host.Executable("worker"));
        Assert.Contains("has no image for its api, api: add .WithImages(", await host.FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_schema_refuses_is_refused_with_its_field()
    {
        using var host = AppHost.ToPublish();
        host.Builder.AddOctoberApp("shop").WithApi(host.Executable("api")).WithWorker(host.Executable("worker")).WithImages("api:1", "worker:1")
            .Configure(spec => spec.Worker.Concurrency = 0)
            .WithIngressHost("Shop Example");
        var message = await host.FailureAsync();
        Assert.Contains("spec.worker.concurrency: 0 should be at least 1", message, StringComparison.Ordinal);
        Assert.Contains("spec.ingress.host: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_not_written_to_a_file()
    {
        using var host = AppHost.ToPublish();
        var secret = host.Builder.AddParameter("token", "hush", secret: true);
        host.Builder.AddOctoberApp("shop").WithApi(host.Executable("api").WithEnvironment("TOKEN", secret)).WithWorker(host.Executable("worker"))
            .WithImages("api:1", "worker:1");
        Assert.Contains("The variable TOKEN of api is the secret token", await host.FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_that_means_something_only_in_a_run_is_not_dropped_in_silence()
    {
        using var host = AppHost.ToPublish();
        var mail = host.Executable("mail").WithHttpEndpoint(name: "http");
        var api = host.Executable("api").WithEnvironment("MAIL", mail.GetEndpoint("http"));
        host.Builder.AddOctoberApp("shop").WithApi(api).WithWorker(host.Executable("worker")).WithImages("api:1", "worker:1");
        Assert.Contains("The variable MAIL of api refers to {mail.bindings.http.url}", await host.FailureAsync(), StringComparison.Ordinal);
    }
}

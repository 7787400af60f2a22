using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using October.Crd.Schema;
using October.Testing;

namespace October.Operator.Desired.Monitoring;

/// <summary>An alert goes through a real Prometheus and a real Alertmanager to whom it concerns.</summary>
public sealed class AlertRoutingTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("october-alerts-").FullName;
    private readonly List<Process> _processes = [];
    private readonly TaskCompletionSource<JsonNode> _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _web;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _web = builder.Build();
        _web.Urls.Add("http://127.0.0.1:0");
        _web.MapGet("/metrics", () => "octoberapp_status_condition{namespace=\"shops\",name=\"shop\",type=\"RolledBack\",status=\"True\"} 1\n");
        _web.MapPost("/webhook", async (HttpContext context) =>
        {
            _received.TrySetResult((await JsonNode.ParseAsync(context.Request.Body))!);
            return HttpStatusCode.OK;
        });
        await _web.StartAsync();
        var (self, prometheus, alertmanager) = (new Uri(_web.Urls.Single()), Loopback.FreePort(), Loopback.FreePort());
        Write("rules.yaml", CrdYaml.Write(PrometheusRulesTests.Rule().Spec));
        Write("prometheus.yaml", $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [rules.yaml]
            alerting:
              alertmanagers: [{static_configs: [{targets: ["127.0.0.1:{{alertmanager}}"]}]}]
            scrape_configs:
              - job_name: october-system/october-operator
                honor_labels: true
                static_configs: [{targets: ["{{self.Authority}}"]}]
            """);
        Write("alertmanager.yaml", $$"""
            route:
              receiver: nobody
              group_wait: 0s
              group_by: [namespace, name]
              routes:
                - matchers: [namespace="shops", severity="warning"]
                  receiver: shops
            receivers:
              - name: nobody
              - name: shops
                webhook_configs: [{url: "{{self}}webhook"}]
            """);
        Start(
            "prometheus-alertmanager", "--config.file=alertmanager.yaml", "--storage.path=alerts", "--cluster.listen-address=",
            $"--web.listen-address=127.0.0.1:{alertmanager}");
        Start("prometheus", "--config.file=prometheus.yaml", "--storage.tsdb.path=series", $"--web.listen-address=127.0.0.1:{prometheus}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        await _web!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_rollback_reaches_the_receiver_of_the_apps_namespace_with_its_runbook()
    {
        var sent = await _received.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal("shops", (string?)sent["receiver"]);
        var alert = Assert.Single(sent["alerts"]!.AsArray())!;
        Assert.Equal("OctoberAppRolledBack", (string?)alert["labels"]!["alertname"]);
        Assert.Equal("shop", (string?)alert["labels"]!["name"]);
        Assert.EndsWith("docs/runbooks/OctoberAppRolledBack.md", (string?)alert["annotations"]!["runbook_url"], StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private void Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        // Read, so that it never waits for a reader.
        process.ErrorDataReceived += (_, _) => { };
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        _processes.Add(process);
    }
}

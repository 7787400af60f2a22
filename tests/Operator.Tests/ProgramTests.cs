using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using October.Crd;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.Host;
using October.Operator.Desired.Model;

namespace October.Operator;

public sealed class ProgramTests
{
    private static readonly ResourceType ConfigMaps = new("", "v1", "configmaps");

    [Fact]
    public async Task An_operator_whose_memory_does_not_suffice_ends_and_says_what_to_do()
    {
        var token = TestContext.Current.CancellationToken;
        await using var cluster = await LocalClusterHost.StartAsync(new LocalClusterOptions { Node = NodeKind.Simulated }, token);
        for (var i = 0; i < 100; i++)
            await cluster.Client.CreateAsync(ConfigMaps, Large(i), cancellationToken: token);
        var kubeconfig = Path.GetTempFileName();
        await File.WriteAllTextAsync(kubeconfig, cluster.Kubeconfig, token);
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "october-operator.dll"), "--leader-elect", "false", "--listen", "http://127.0.0.1:0" },
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        // As the collector chooses it in a container that is limited to 64 MiB: three quarters of that.
        start.Environment["DOTNET_GCHeapHardLimit"] = (48 << 20).ToString("X", CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        try
        {
            var (errors, _) = (process.StandardError.ReadToEndAsync(token), process.StandardOutput.ReadToEndAsync(token));
            await process.WaitForExitAsync(token).WaitAsync(TimeSpan.FromMinutes(2), token);
            Assert.Equal(134, process.ExitCode);
            Assert.Contains(
                "october-operator: out of memory: the heap may have 48 MiB. Raise resources.limits.memory", await errors, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
            File.Delete(kubeconfig);
        }
    }

    [Fact]
    public async Task An_operator_that_finds_no_kubeconfig_ends_and_says_what_to_set()
    {
        var token = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "october-operator.dll"), "--listen", "http://127.0.0.1:0" },
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // As kubectl has it, a file of the list may be missing; the client library throws for one.
        start.Environment["KUBECONFIG"] = ":/nowhere/config";
        start.Environment["HOME"] = "/nowhere";
        start.Environment.Remove("KUBERNETES_SERVICE_HOST");
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(token);
            await process.WaitForExitAsync(token).WaitAsync(TimeSpan.FromMinutes(2), token);
            Assert.Equal("october-operator: no cluster: There is no kubeconfig. Set KUBECONFIG, or run it in a pod.\n", await errors);
            Assert.Equal(2, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>As a config of half a MiB.</summary>
    private static JsonObject Large(int number) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject
        {
            ["namespace"] = "default",
            ["name"] = $"large-{number}",
            ["labels"] = new JsonObject { [Labels.ManagedBy] = OctoberApi.FieldManager },
        },
        ["data"] = new JsonObject { ["text"] = new string((char)('a' + (number % 26)), 1 << 19) },
    };
}

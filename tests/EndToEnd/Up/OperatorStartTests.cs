using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using October.EndToEnd.Running;

namespace October.EndToEnd.Up;

[Collection(nameof(OwnClusterGroup))]
public sealed class OperatorStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("october-start-").FullName;

    private string Data => Path.Combine(_folder, "data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [LocalFact("october up and its processes")]
    public async Task An_operator_that_cannot_start_is_an_error_with_its_last_line()
    {
        foreach (var detach in new string[][] { [], ["--detach"] })
        {
            var up = await UpAsync(["--no-sample", .. detach], new() { ["PROBE"] = "none" });
            Assert.Equal(1, up.ExitCode);
            Assert.Contains("october: the operator ends again and again: exit code 2: october-operator: --probe", up.Error, StringComparison.Ordinal);
            Assert.Empty(LocalOctober.Processes(Data));
        }
    }

    [LocalFact("october up and its processes")]
    public async Task The_operator_is_not_configured_by_what_a_shell_has_for_something_else_and_uses_no_proxy()
    {
        try
        {
            var up = await UpAsync(
                ["--no-sample", "--detach", "--output", "json"],
                new()
                {
                    ["WORKERS"] = "0",
                    ["SECRETS"] = "/run/secrets",
                    ["WATCH_NAMESPACE"] = "NONE",
                    ["HTTP_PROXY"] = "http://127.0.0.1:9",
                    ["HTTPS_PROXY"] = "http://127.0.0.1:9",
                });
            var printed = JsonNode.Parse(up.Succeeds().Output)!;
            Assert.True((bool)printed["ready"]!);
            Assert.Equal("Ready", (string?)printed["phase"]);
        }
        finally
        {
            await LocalOctober.OctoberAsync("down", "--data", Data);
        }
    }

    [LocalFact("october up and its processes")]
    public async Task A_port_of_Prometheus_that_is_taken_is_an_error_before_anything_is_started()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = $"{((IPEndPoint)listener.LocalEndpoint).Port}";
        var up = await UpAsync(["--no-sample", "--detach", "--monitoring", "--monitoring-port", port], []);
        Assert.Equal(1, up.ExitCode);
        Assert.Contains($"port {port} for Prometheus is taken", up.Error, StringComparison.Ordinal);
    }

    private Task<Command> UpAsync(string[] arguments, Dictionary<string, string> environment) =>
        LocalOctober.OctoberAsync(["up", "--data", Data, "--port", $"{LocalOctober.FreePort()}", .. arguments], environment);
}

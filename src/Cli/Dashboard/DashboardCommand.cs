using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using k8s;
using October.Cli.Cluster;
using October.Cli.Dashboard.Watching;
using October.Cli.Usage;

namespace October.Cli.Dashboard;

/// <summary><c>october dashboard</c>.</summary>
internal static class DashboardCommand
{
    private const int KeyBytes = 32;
    private const int ShortestKey = 20;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var output = OutputOption.Create();
        var all = new Option<bool>("--all-namespaces", "-A") { Description = "The apps of all namespaces." };
        var port = NumberOption.Create("--port", "Port of the page on 127.0.0.1.", 1, 65535, standard: 8081);
        var publicUrl = new Option<string?>("--public-url")
        {
            Description = "Address under which a proxy in front serves the page, for example https://october.example.com.",
            Validators =
            {
                result =>
                {
                    foreach (var text in result.Tokens.Select(token => token.Value).Where(text => Origin(text) is null))
                        result.AddError($"'{text}' is not an address such as https://october.example.com, without a path.");
                },
            },
        };
        var keyFile = new Option<string?>("--key-file") { Description = "File with the key of the page, instead of one that is generated at start." };
        var command = new Command("dashboard", """
            Serves a page on 127.0.0.1 that shows the apps of a namespace as they change, until Ctrl-C: rollout, probes, pods, queue, latency, the cause of the
            last failure. It can retry, abort, promote and roll back, with the rights of the kubeconfig. Open the address that it prints; it contains a key.

            Examples:
              october dashboard                      the namespace of the kubeconfig's context
              october dashboard -A --context prod    every app of another cluster
              october dashboard --port 9000 -o json  the address for a script
            """)
        {
            all, port, publicUrl, keyFile, output,
        };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var connection = new ConnectionMonitor(TimeProvider.System);
            var (client, ns) = cluster.CreateClient(parsed, Configure, new ObservingHandler(connection));
            using var api = new ClusterApi(client, RequestTimeout);
            // A wrong kubeconfig is an error here and now; what is lost later comes back.
            await api.GetAsync("version", cancellationToken);
            var options = new DashboardOptions(
                parsed.GetValue(all) ? null : ns, parsed.GetValue(port), parsed.GetValue(publicUrl) is { } url ? Origin(url) : null,
                parsed.GetValue(keyFile) is { } file ? ReadKey(file) : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)),
                IsKeyGiven: parsed.GetValue(keyFile) is not null);
            await using var dashboard = await RunningDashboard.StartAsync(client, api, connection, options, cancellationToken);
            Console.WriteLine(parsed.GetValue(output) == "json"
                ? new JsonObject { ["url"] = dashboard.Url }.ToJsonString()
                : $"Open {dashboard.Url}\nWhoever has this {(options.IsKeyGiven ? "key" : "address")} can use the page with your rights. Ctrl-C ends it.");
            await dashboard.FollowAsync(cancellationToken);
            return 0;
        });
        return command;
    }

    private static void Configure(KubernetesClientConfiguration configuration)
    {
        // The client's own limit would cut watches; other calls bring their own.
        configuration.HttpClientTimeout = Timeout.InfiniteTimeSpan;
        // A pod whose metrics are read must not send us elsewhere with our credentials.
        configuration.FirstMessageHandlerSetup = static handler => handler.AllowAutoRedirect = false;
    }

    private static string? Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/" && url.UserInfo.Length == 0
            ? url.GetLeftPart(UriPartial.Authority)
            : null;

    private static string ReadKey(string path)
    {
        try
        {
            var key = File.ReadAllText(path).Trim();
            return key.Length >= ShortestKey ? key : throw new CliException($"the key in {path} has fewer than {ShortestKey} characters");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CliException($"cannot read {path}: {exception.Message}", exception);
        }
    }
}

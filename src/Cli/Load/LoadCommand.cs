using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Nodes;
using October.Cli.Apps;
using October.Cli.Cluster;
using October.Cli.Usage;
using October.Crd.Spec;

namespace October.Cli.Load;

/// <summary><c>october load</c>.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var url = new Argument<string>("url") { Description = "What to request, for example http://127.0.0.1:8080/healthz." };
        var concurrency = NumberOption.Create("--concurrency", "Concurrent requests, 1 to 1000.", 1, 1000, standard: 10, "-c");
        var duration = new Option<TimeSpan>("--duration", "-d")
        {
            Description = "How long, for example 30s; at most 1h.",
            DefaultValueFactory = _ => TimeSpan.FromSeconds(10),
            CustomParser = Duration,
        };
        var method = new Option<string>("--method", "-X") { Description = "HTTP method. Default: GET, or POST with a body." };
        var body = new Option<string?>("--data") { Description = "JSON body." };
        var header = new Option<string[]>("--header", "-H") { Description = "A header, for example 'Host: shop.localhost'; may be repeated." };
        var app = new Option<string?>("--app")
        {
            Description = "Send the API key of this OctoberApp, read from its Secret.",
            Validators = { ObjectName.Check },
        };
        var cluster = new ClusterOptions();
        var output = OutputOption.Create();
        url.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Address(text) is null)
                result.AddError($"'{text}' is not a URL such as http://127.0.0.1:8080/healthz.");
        });
        method.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !text.All(char.IsAsciiLetter))
                result.AddError($"'{text}' is not an HTTP method such as GET.");
        });
        header.Validators.Add(result =>
        {
            if (result.Tokens.Select(token => token.Value).FirstOrDefault(text => !LoadHeaders.IsHeader(text)) is { } wrong)
                result.AddError($"'{wrong}' is not a header such as 'Host: shop.localhost'.");
        });
        var command = new AnsweringCommand("load", """
            Sends requests over concurrent connections, shows rates and latencies while it runs, and ends with a report.
            Exit code 1 when more than one request in a hundred failed: also those that are unanswered at the end after longer than any answer took.

            Examples:
              october load http://127.0.0.1:8080/healthz -H 'Host: api.october.localhost'
              october load http://127.0.0.1:8080/tasks/add -H 'Host: api.october.localhost' --app october -n october --data '{"args":[2,3]}' -d 30s
            """)
        {
            url, concurrency, duration, method, body, header, app, output,
        };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var plan = new LoadPlan(
                Address(parsed.GetValue(url)!)!,
                Method(parsed.GetValue(method), parsed.GetValue(body)),
                parsed.GetValue(body),
                [.. LoadHeaders.Read(parsed.GetValue(header) ?? []), .. await KeyAsync(cluster, parsed, parsed.GetValue(app), cancellationToken)],
                parsed.GetValue(concurrency),
                parsed.GetValue(duration));
            var json = parsed.GetValue(output) == "json";
            var report = await LoadRun.RunAsync(plan, json ? _ => { } : Progress, TimeProvider.System, cancellationToken);
            if (!Console.IsErrorRedirected && !json)
                Console.Error.WriteLine();
            Console.WriteLine(json ? Json(report).ToJsonString() : Text(report));
            return report.Failures * 100 > report.Requests || report.Requests == 0 ? 1 : 0;
        });
        return command;
    }

    /// <summary>The header with the app's key; none where no app is named, or it requires none.</summary>
    private static async Task<IEnumerable<KeyValuePair<string, string>>> KeyAsync(
        ClusterOptions cluster, ParseResult parsed, string? app, CancellationToken cancellationToken)
    {
        if (app is null)
            return [];
        var (api, ns) = cluster.Connect(parsed);
        using (api)
            return await CallersKey.ReadAsync(api, ns, app, cancellationToken) is { } key ? [KeyValuePair.Create("X-API-Key", key)] : [];
    }

    private static Uri? Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    private static HttpMethod Method(string? given, string? body) => new(given?.ToUpperInvariant() ?? (body is null ? "GET" : "POST"));

    private static TimeSpan Duration(ArgumentResult result)
    {
        var text = result.Tokens is [var token] ? token.Value : "";
        try
        {
            if (Durations.Parse(text) is var duration && duration > TimeSpan.Zero && duration <= TimeSpan.FromHours(1))
                return duration;
            result.AddError($"--duration must be from 1ms to 1h, not '{text}'.");
        }
        catch (FormatException exception)
        {
            result.AddError($"--duration: {exception.Message}");
        }

        return default;
    }

    private static void Progress(LoadReport report)
    {
        if (Console.IsErrorRedirected)
            Console.Error.WriteLine(Line(report));
        else
            Console.Error.Write($"\r\e[2K{Line(report)}");
    }

    private static string Line(LoadReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"{report.Elapsed.TotalSeconds,4:0} s  {report.Rate,8:0} requests/s  p50 {report.P50,7:0.00} ms  p95 {report.P95,7:0.00} ms  p99 {report.P99,7:0.00} "
            + $"ms  {report.Failures} failed");

    private static string Text(LoadReport report) => string.Create(CultureInfo.InvariantCulture, $"""
        requests    {report.Requests} in {report.Elapsed.TotalSeconds:0.0} s, {report.Rate:0.0} per second
        failed      {report.Failures}
        unanswered  {report.Unanswered} at the end
        latency     p50 {report.P50:0.00} ms, p90 {report.P90:0.00} ms, p95 {report.P95:0.00} ms, p99 {report.P99:0.00} ms, slowest {report.Slowest:0.00} ms
        answers     {string.Join(", ", report.Answers.Select(pair => $"{pair.Key}: {pair.Value}"))}
        """);

    private static JsonObject Json(LoadReport report) => new()
    {
        ["requests"] = report.Requests,
        ["failures"] = report.Failures,
        ["unanswered"] = report.Unanswered,
        ["seconds"] = Math.Round(report.Elapsed.TotalSeconds, 3),
        ["requestsPerSecond"] = Math.Round(report.Rate, 1),
        ["latencyMilliseconds"] = new JsonObject
        {
            ["p50"] = report.P50,
            ["p90"] = report.P90,
            ["p95"] = report.P95,
            ["p99"] = report.P99,
            ["slowest"] = report.Slowest,
        },
        ["answers"] = new JsonObject(report.Answers.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
    };
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace October.Cli.Load;

public sealed class LoadRunTests : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly BlockingCollection<string> _requests = [];
    private readonly SemaphoreSlim _answers = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Task _serving;

    public LoadRunTests()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    [Fact]
    public async Task A_server_that_answers_nothing_fails_all_that_it_was_sent()
    {
        var running = RunAsync(Plan(concurrency: 3));
        for (var sent = 0; sent < 3; sent++)
            await NextAsync();

        _time.Advance(TimeSpan.FromSeconds(10));
        var report = await running;

        Assert.Equal((3, 3, 3), (report.Requests, report.Failures, report.Unanswered));
        Assert.Equal(3, report.Answers["Unanswered"]);
        Assert.Equal(10_000, report.Slowest);
    }

    [Fact]
    public async Task A_server_that_stops_answering_fails_what_it_had_time_for()
    {
        var running = RunAsync(Plan());
        await NextAsync();
        _answers.Release();
        await NextAsync();

        _time.Advance(TimeSpan.FromSeconds(10));
        var report = await running;

        Assert.Equal((2, 1, 1), (report.Requests, report.Failures, report.Unanswered));
    }

    [Fact]
    public async Task A_request_that_had_less_time_than_another_needed_has_not_failed()
    {
        var running = RunAsync(Plan());
        await NextAsync();
        _time.Advance(TimeSpan.FromSeconds(6));
        _answers.Release();
        await NextAsync();

        _time.Advance(TimeSpan.FromSeconds(4));
        var report = await running;

        Assert.Equal((1, 0, 1), (report.Requests, report.Failures, report.Unanswered));
    }

    [Theory]
    [InlineData("{}", "text/plain")]
    [InlineData(null, "text/plain")]
    public async Task Headers_of_the_body_are_sent_as_they_are_given(string? body, string type)
    {
        using var enough = new CancellationTokenSource();
        var running = RunAsync(Plan() with { Body = body, Headers = LoadHeaders.Read([$"Content-Type: {type}", "X-One: 1"]) }, enough.Token);

        var request = await NextAsync();
        await enough.CancelAsync();
        await running;

        var lines = request.Split("\r\n");
        Assert.Contains("X-One: 1", lines);
        Assert.Equal([$"Content-Type: {type}"], lines.Where(static line => line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase)));
    }

    [Theory]
    [InlineData("Host: shop.localhost", true)]
    [InlineData("X-Empty:", true)]
    [InlineData("Time: 10:30", true)]
    [InlineData("none", false)]
    [InlineData(": value", false)]
    [InlineData("two words: value", false)]
    [InlineData("Ü: value", false)]
    [InlineData("X-One: a\r\nX-Two: b", false)]
    public void What_cannot_be_sent_is_no_header(string text, bool fits) => Assert.Equal(fits, LoadHeaders.IsHeader(text));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _requests.Dispose();
        _answers.Dispose();
        _stop.Dispose();
    }

    private Task<LoadReport> RunAsync(LoadPlan plan, CancellationToken cancellationToken = default) =>
        LoadRun.RunAsync(plan, static _ => { }, _time, cancellationToken);

    private LoadPlan Plan(int concurrency = 1) =>
        new(new Uri($"http://{_listener.LocalEndpoint}/"), HttpMethod.Get, null, [], concurrency, TimeSpan.FromSeconds(10));

    private Task<string> NextAsync() => Task.Run(() => _requests.Take(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    private async Task ServeAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = ServeAsync(client);
        }
    }

    /// <summary>One request after the other, each answered when the test says so.</summary>
    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
            var request = new StringBuilder();
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                request.Append(line).Append("\r\n");
                if (line.Length > 0)
                    continue;
                _requests.Add(request.ToString());
                request.Clear();
                await _answers.WaitAsync(_stop.Token);
                await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), _stop.Token);
            }
        }
    }
}

using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text;
using October.Cli.Cluster;

namespace October.Cli.Load;

/// <summary>Runs a load plan: each sender sends its next request after the response to the one before.</summary>
internal sealed class LoadRun(LoadPlan plan, HttpClient client, TimeProvider time)
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A request that is younger at the end of the run says nothing of the server.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly LatencyHistogram _latencies = new();
    private readonly SortedDictionary<string, long> _answers = new(StringComparer.Ordinal);
    private readonly long _started = time.GetTimestamp();
    private readonly List<TimeSpan> _unanswered = [];
    private long _requests;
    private long _failures;

    /// <summary>Runs to the end of the plan, or until cancelled; the report covers the requests that were sent.</summary>
    public static async Task<LoadReport> RunAsync(LoadPlan plan, Action<LoadReport> progress, TimeProvider time, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = plan.Concurrency,
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = !LocalAddress.Is(plan.Address),
        };
        using var client = new HttpClient(handler) { Timeout = RequestTimeout };
        using var over = new CancellationTokenSource(plan.Duration, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, over.Token);
        var run = new LoadRun(plan, client, time);
        var senders = Task.WhenAll(Enumerable.Range(0, plan.Concurrency).Select(_ => run.SendAsync(end.Token)));
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (!senders.IsCompleted)
        {
            await Task.WhenAny(senders, ticks.WaitForNextTickAsync(CancellationToken.None).AsTask());
            if (!senders.IsCompleted)
                progress(run.Report());
        }

        await senders;
        run.CountUnanswered();
        return run.Report();
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var start = time.GetTimestamp();
            string answer;
            var failed = false;
            try
            {
                using var request = Request();
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
                answer = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
                failed = (int)response.StatusCode >= 400;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                lock (_gate)
                    _unanswered.Add(time.GetElapsedTime(start));
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                answer = exception is HttpRequestException http ? http.HttpRequestError.ToString() : "Timeout";
                failed = true;
            }

            Count(answer, failed, time.GetElapsedTime(start));
            // Limits the request rate against a server that fails at once.
            if (failed)
                await Task.Delay(TimeSpan.FromMilliseconds(10), time, CancellationToken.None);
        }
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(plan.Method, plan.Address);
        if (plan.Body is not null)
            request.Content = new StringContent(plan.Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        foreach (var (name, value) in plan.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                Describe(request, name, value);
        }

        return request;
    }

    /// <summary>A header that .NET has with the body, as Content-Type: it is sent in place of the one that the body came with.</summary>
    private static void Describe(HttpRequestMessage request, string name, string value)
    {
        var headers = (request.Content ??= new ByteArrayContent([])).Headers;
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>
    /// What the end of the run has cut off has failed where it had more time than any request that was answered, and more than a moment: else a server that
    /// answers nothing any more fails nothing.
    /// </summary>
    private void CountUnanswered()
    {
        foreach (var age in _unanswered.Where(age => age >= Soon && age.TotalMilliseconds > _latencies.Slowest).ToList())
            Count("Unanswered", failed: true, age);
    }

    private void Count(string answer, bool failed, TimeSpan latency)
    {
        lock (_gate)
        {
            _requests++;
            _failures += failed ? 1 : 0;
            _latencies.Add(latency.TotalMilliseconds);
            _answers[answer] = _answers.GetValueOrDefault(answer) + 1;
        }
    }

    private LoadReport Report()
    {
        lock (_gate)
        {
            return new LoadReport(
                _requests,
                _failures,
                time.GetElapsedTime(_started),
                _latencies.Quantile(0.5),
                _latencies.Quantile(0.9),
                _latencies.Quantile(0.95),
                _latencies.Quantile(0.99),
                Math.Round(_latencies.Slowest, 3),
                _answers.ToImmutableSortedDictionary())
            {
                Unanswered = _unanswered.Count,
            };
        }
    }
}

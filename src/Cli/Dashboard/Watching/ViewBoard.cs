using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using October.Cli.Dashboard.Model;
using October.Crd;

namespace October.Cli.Dashboard.Watching;

/// <summary>What all pages show, as JSON: built anew after changes, and sent as what differs from what a page has.</summary>
internal sealed class ViewBoard
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ReviewInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly ClusterWatch _watch;
    private readonly ConnectionMonitor _connection;
    private readonly AccessRights _rights;
    private readonly TimeProvider _time;
    private readonly string _about;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile Edition _edition = new(ImmutableSortedDictionary<string, string>.Empty, "[]", IsSynced: false);

    /// <param name="watch">The cluster.</param>
    /// <param name="connection">What cannot be read.</param>
    /// <param name="rights">What the user may do.</param>
    /// <param name="about">What the page is about.</param>
    /// <param name="time">For pauses.</param>
    public ViewBoard(ClusterWatch watch, ConnectionMonitor connection, AccessRights rights, AboutView about, TimeProvider time)
    {
        (_watch, _connection, _rights, _time) = (watch, connection, rights, time);
        _about = JsonSerializer.Serialize(about, DashboardJson.Default.AboutView);
        watch.Changed = connection.Changed = () => _changes.Writer.TryWrite(true);
    }

    /// <summary>Follows the cluster until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var announcing = AnnounceAsync(end.Token);
        Task[] parts = [_watch.RunAsync(end.Token), BuildAsync(end.Token), ReviewAsync(end.Token)];
        // They run until cancelled: one that ends has a defect, which is to be seen.
        await Task.WhenAny(parts);
        await end.CancelAsync();
        await Task.WhenAll([.. parts, announcing]);
    }

    /// <summary>
    /// First everything, then what changes: <c>{"apps":{"ns/name":{…}},"problems":[…],"synced":true,"whole":false}</c>, with null for an app that is gone.
    /// A message is null where nothing has changed for a while, so that a page notices a connection that hangs.
    /// </summary>
    public async IAsyncEnumerable<string?> MessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Edition? sent = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            var next = _edition;
            if (next != sent)
            {
                yield return Message(sent, next);
                sent = next;
                continue;
            }

            if (!await ChangedAsync(next, cancellationToken))
                yield return null;
        }
    }

    private async Task<bool> ChangedAsync(Edition edition, CancellationToken cancellationToken)
    {
        try
        {
            await edition.Replaced.Task.WaitAsync(Heartbeat, _time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private string Message(Edition? from, Edition to)
    {
        var changed = to.Apps.Where(app => from is null || !from.Apps.TryGetValue(app.Key, out var old) || old != app.Value).Select(app => (app.Key, app.Value))
            .Concat((from?.Apps.Keys ?? []).Where(key => !to.Apps.ContainsKey(key)).Select(key => (key, "null")));
        var apps = string.Join(',', changed.Select(app => $"\"{JsonEncodedText.Encode(app.Item1)}\":{app.Item2}"));
        var rest = $"\"problems\":{to.Problems},\"synced\":{(to.IsSynced ? "true" : "false")}";
        return from is null ? $"{{\"whole\":true,\"about\":{_about},\"apps\":{{{apps}}},{rest}}}" : $"{{\"whole\":false,\"apps\":{{{apps}}},{rest}}}";
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in _changes.Reader.ReadAllAsync(cancellationToken))
            {
                var next = Build();
                if (!next.Equals(_edition))
                    Interlocked.Exchange(ref _edition, next).Replaced.SetResult();
                // A rollout changes many objects at once.
                await Task.Delay(Pause, _time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    private Edition Build() => new(
        _watch.Apps.ToImmutableSortedDictionary(ClusterWatch.Key, Json, StringComparer.Ordinal),
        JsonSerializer.Serialize([.. _connection.Problems], DashboardJson.Default.ListProblemView),
        _watch.Synced.IsCompleted);

    private string Json(V1OctoberApp app)
    {
        var denial = _rights.Denial(app.Metadata.NamespaceProperty, app.Metadata.Name);
        return JsonSerializer.Serialize(AppViews.Of(app, _watch.PodsOf(ClusterWatch.Key(app)), denial), DashboardJson.Default.AppView);
    }

    private async Task ReviewAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _watch.Synced.WaitAsync(cancellationToken);
            for (; ; await Task.Delay(ReviewInterval, _time, cancellationToken))
            {
                if (await _rights.ReviewAsync(_watch.Apps.Select(app => (app.Metadata.NamespaceProperty, app.Metadata.Name)), cancellationToken))
                    _changes.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
    }

    /// <summary>A namespace without apps changes nothing, and is shown all the same.</summary>
    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        await _watch.Synced.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _changes.Writer.TryWrite(true);
    }

    private sealed record Edition(ImmutableSortedDictionary<string, string> Apps, string Problems, bool IsSynced)
    {
        /// <summary>Completes when another one follows.</summary>
        public TaskCompletionSource Replaced { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Equals(Edition? other) =>
            other is not null && Problems == other.Problems && IsSynced == other.IsSynced && Apps.SequenceEqual(other.Apps);

        public override int GetHashCode() => Apps.Count;
    }
}

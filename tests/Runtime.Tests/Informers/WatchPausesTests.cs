using System.Net;
using Microsoft.Extensions.Time.Testing;
using October.Common.Queues;
using October.Runtime.Api;

namespace October.Runtime.Informers;

public sealed class WatchPausesTests
{
    private static readonly KubeApiException Gone = new(HttpStatusCode.Gone, "Expired", "too old");

    private readonly FakeTimeProvider _time = new();
    private readonly WatchPauses _pauses;

    public WatchPausesTests() => _pauses = new(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), static () => 1), _time);

    [Fact]
    public void A_version_too_old_lists_anew_at_once_and_again_and_again_after_longer_and_longer_pauses()
    {
        Assert.Equal([0, 1, 2, 4], Enumerable.Range(0, 4).Select(_ => _pauses.AfterFailure(Gone, TimeSpan.Zero).TotalSeconds));
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(0, _pauses.AfterFailure(Gone, TimeSpan.FromMinutes(3)).TotalSeconds);
    }

    [Fact]
    public void A_watch_that_ends_at_once_and_has_said_nothing_is_a_failure()
    {
        Assert.Equal([1, 2], Enumerable.Range(0, 2).Select(_ => _pauses.AfterEnd(TimeSpan.FromSeconds(0.1), isSilent: true).TotalSeconds));
        Assert.Equal(0, _pauses.AfterEnd(TimeSpan.FromSeconds(0.1), isSilent: false).TotalSeconds);
        Assert.Equal(1, _pauses.AfterEnd(TimeSpan.FromSeconds(0.1), isSilent: true).TotalSeconds);
        Assert.Equal(0, _pauses.AfterEnd(TimeSpan.FromSeconds(200), isSilent: true).TotalSeconds);
    }

    [Fact]
    public void The_server_may_say_how_long_to_wait() => Assert.Equal(
        7, _pauses.AfterFailure(new KubeApiException(HttpStatusCode.TooManyRequests, "", "later", TimeSpan.FromSeconds(7)), TimeSpan.Zero).TotalSeconds);
}

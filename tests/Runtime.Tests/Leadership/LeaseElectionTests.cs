using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using October.LocalCluster.Testing;
using October.Runtime.Api;

namespace October.Runtime.Leadership;

public sealed class LeaseElectionTests : IDisposable
{
    private readonly ScriptedApi _api = new();
    private readonly VirtualClock _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _stop = new();
    private readonly FakeLogger _logger = new();

    [Fact]
    public async Task The_first_one_leads_at_once_and_releases_the_lease_when_it_stops()
    {
        var a = Start("a");
        await a.Leading;
        await _stop.CancelAsync();
        Assert.True(await a.Ended);
        Assert.Null(_api.Lease!.Spec.HolderIdentity);
    }

    [Fact]
    public async Task The_second_one_waits_while_the_first_renews()
    {
        var a = Start("a");
        await a.Leading;
        var b = Start("b");
        await _time.PassAsync(TimeSpan.FromMinutes(2));
        Assert.False(b.Leading.IsCompleted);
        Assert.Equal("a", _api.Lease!.Spec.HolderIdentity);
        await _stop.CancelAsync();
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_is_taken_over_after_its_duration_by_our_own_clock()
    {
        var dead = Start("dead", stopWith: new CancellationTokenSource());
        await dead.Leading;
        dead.Hang();
        var b = Start("b");
        await _time.PassAsync(TimeSpan.FromSeconds(30));
        await b.Leading.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal("b", _api.Lease!.Spec.HolderIdentity);
        Assert.Equal(1, _api.Lease.Spec.LeaseTransitions);
        await _stop.CancelAsync();
    }

    [Fact]
    public async Task A_leader_that_cannot_renew_ends_its_term_before_another_could_begin_one()
    {
        var a = Start("a");
        await a.Leading;
        _api.LeaseFault = new HttpRequestException("network is down");
        var started = _time.GetUtcNow();
        while (!a.Ended.IsCompleted)
        {
            Assert.True(_time.GetUtcNow() - started < TimeSpan.FromSeconds(15), "still leads after the lease has run out");
            await _time.PassAsync(TimeSpan.FromMilliseconds(500));
        }

        Assert.False(await a.Ended);
    }

    [Fact]
    public async Task What_keeps_it_from_leading_is_told_once_and_again_when_it_changes()
    {
        _api.LeaseFault = new KubeApiException(HttpStatusCode.Forbidden, "Forbidden", "leases is forbidden");
        var a = Start("a");
        await _time.PassAsync(TimeSpan.FromMinutes(1));
        _api.LeaseFault = new HttpRequestException("network is down");
        await _time.PassAsync(TimeSpan.FromMinutes(1));
        _api.LeaseFault = null;
        await _time.PassAsync(TimeSpan.FromSeconds(10));
        await a.Leading;
        var b = Start("b");
        await _time.PassAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(
            [
                "The lease could not be taken, renewed or released: leases is forbidden",
                "The lease could not be taken, renewed or released: network is down",
                "a leads",
                "Waiting: a leads",
            ],
            _logger.Collector.GetSnapshot().Where(record => record.Level >= LogLevel.Information).Select(record => record.Message));
        await _stop.CancelAsync();
        Assert.True(await a.Ended);
        Assert.False(b.Leading.IsCompleted);
    }

    [Fact]
    public async Task An_answer_that_is_no_lease_is_a_failed_try_and_ends_the_term_in_time()
    {
        var a = Start("a");
        await a.Leading;
        _api.LeaseFault = new JsonException("'<' is an invalid start of a value");
        await _time.PassAsync(TimeSpan.FromSeconds(2));
        Assert.False(a.Ended.IsCompleted);
        await _time.PassAsync(TimeSpan.FromSeconds(13));
        Assert.False(await a.Ended.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_answer_that_is_no_lease_does_not_keep_it_from_leading_later()
    {
        _api.LeaseFault = new InvalidOperationException("no object");
        var a = Start("a");
        await _time.PassAsync(TimeSpan.FromSeconds(10));
        _api.LeaseFault = null;
        await _time.PassAsync(TimeSpan.FromSeconds(10));
        await a.Leading;
        await _stop.CancelAsync();
        Assert.True(await a.Ended);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private Candidate Start(string identity, CancellationTokenSource? stopWith = null)
    {
        var candidate = new Candidate();
        var election = new LeaseElection(
            candidate.Around(_api), new LeaseOptions { Namespace = "ns", Name = "lock", Identity = identity }, _time, TestServices.Metrics(), _logger);
        candidate.Ended = Task.Run(() => election.RunAsync(candidate.LeadAsync, (stopWith ?? _stop).Token));
        return candidate;
    }
}

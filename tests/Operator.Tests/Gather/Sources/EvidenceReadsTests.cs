using k8s.Models;
using Microsoft.Extensions.Time.Testing;

namespace October.Operator.Gather.Sources;

public sealed class EvidenceReadsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly EvidenceReads _reads;
    private int _asked;

    public EvidenceReadsTests() => _reads = new EvidenceReads(_time);

    public static V1Pod Pod(string name, string app = "shop") => new()
    {
        Metadata = new V1ObjectMeta
        {
            NamespaceProperty = "default",
            Name = name,
            Labels = new Dictionary<string, string> { ["october.dev/app"] = app },
        },
    };

    [Fact]
    public async Task What_is_answered_is_passed_on() => Assert.Equal(
        ("text", null), await _reads.ReadAsync(Pod("a"), _ => Task.FromResult("text"), TestContext.Current.CancellationToken));

    [Fact]
    public async Task Whatever_goes_wrong_is_said_and_not_thrown() => Assert.Equal(
        (null, "no such thing"),
        await _reads.ReadAsync(Pod("a"), _ => Task.FromException<string>(new NotSupportedException("no such thing")), TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_read_ends_after_three_seconds_and_an_apps_after_ten_until_a_minute_is_over()
    {
        for (var i = 0; i < 4; i++)
            Assert.Equal("no answer within 3 s", await UnansweredAsync(Pod($"{i}")));
        Assert.Equal("those before took 10 s, the next try is in a minute", (await HangAsync(Pod("5"))).Problem);
        Assert.Equal(4, _asked);
        Assert.Equal("no answer within 3 s", await UnansweredAsync(Pod("0", "another")));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("no answer within 3 s", await UnansweredAsync(Pod("0")));
    }

    [Fact]
    public async Task An_end_from_outside_is_no_problem_of_the_read()
    {
        using var stop = new CancellationTokenSource();
        var reading = _reads.ReadAsync(Pod("a"), Hang, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private async Task<string?> UnansweredAsync(V1Pod pod)
    {
        var reading = HangAsync(pod);
        _time.Advance(TimeSpan.FromSeconds(3));
        return (await reading.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Problem;
    }

    private Task<(string? Value, string? Problem)> HangAsync(V1Pod pod) => _reads.ReadAsync(pod, Hang, TestContext.Current.CancellationToken);

    private async Task<string> Hang(CancellationToken cancellationToken)
    {
        _asked++;
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return "";
    }
}

using Microsoft.Extensions.Time.Testing;

namespace October.Tasks.Consumer.Running;

public sealed class RevokedIdsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly RevokedIds _revoked;

    public RevokedIdsTests() => _revoked = new RevokedIds(_time);

    [Fact]
    public async Task An_id_is_revoked_for_as_long_as_Redis_last_said()
    {
        _revoked.Add("a");
        _time.Advance(TimeSpan.FromDays(399));
        Assert.True(_revoked.Contains("a"));

        await _revoked.RefreshAsync(["a"], static _ => Answer(("a", TimeSpan.FromDays(1))));
        _time.Advance(TimeSpan.FromHours(23));
        Assert.True(_revoked.Contains("a") && _revoked.IsRecorded("a"));
        _time.Advance(TimeSpan.FromHours(2));
        Assert.False(_revoked.Contains("a") || _revoked.IsRecorded("a"));
    }

    [Fact]
    public async Task What_Redis_no_longer_remembers_is_revoked_no_more_and_what_it_does_not_know_yet_stays_revoked()
    {
        _revoked.Add("forgotten");
        _revoked.Add("not recorded", isRecorded: false);
        string[] asked = ["forgotten", "not recorded", "meanwhile"];

        await _revoked.RefreshAsync(asked, static _ => Task.FromResult<IReadOnlyDictionary<string, TimeSpan>?>(null));
        Assert.True(_revoked.Contains("forgotten"));
        await _revoked.RefreshAsync(
            asked,
            _ =>
            {
                _revoked.Add("meanwhile");
                return Answer();
            });

        Assert.Equal([false, true, true], asked.Select(_revoked.Contains));
    }

    private static Task<IReadOnlyDictionary<string, TimeSpan>?> Answer(params (string Id, TimeSpan Remaining)[] revoked) =>
        Task.FromResult<IReadOnlyDictionary<string, TimeSpan>?>(revoked.ToDictionary(static one => one.Id, static one => one.Remaining));
}

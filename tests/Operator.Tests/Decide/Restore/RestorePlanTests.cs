using System.Text;
using CsCheck;
using October.Operator.Decide.Status;
using October.Testing;

namespace October.Operator.Decide.Restore;

public sealed class RestorePlanTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A cluster that does what it is told, each thing one look later.</summary>
    private static readonly RestoreObservation Calm = new()
    {
        Now = Start,
        Requested = ("1", "latest"),
        IsSettled = true,
        Wanted = (3, 2),
        AreWritersGone = true,
        IsRedisGone = true,
        IsRedisUp = true,
        AreWritersUp = true,
        Job = true,
        JobLogTail = "Job shop-restore-1: october-restore name=dump-1.rdb keys=5",
        Deadline = TimeSpan.FromMinutes(5),
    };

    [Theory]
    [InlineData("succeeds")]
    [InlineData("fails")]
    [InlineData("late")]
    public void A_restore_reads_like_this(string how)
    {
        var log = new StringBuilder();
        RestoreState? state = null;
        var now = Start;
        for (var i = 0; i < 12; i++)
        {
            var observed = Calm with
            {
                Now = now,
                Job = how != "fails",
                JobLogTail = how == "fails" ? "Job shop-restore-1: there is no backup at all" : Calm.JobLogTail,
                IsRedisUp = how != "late",
                AreWritersUp = how != "late",
            };
            var decision = RestorePlan.Decide(state, observed);
            state = decision.State;
            log.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{(now - Start).TotalSeconds,4:0}s {state!.Step} {state.Scale?.ToString() ?? "as the spec says"}\n");
            foreach (var told in decision.Transitions)
                log.Append($"      {(told.Warning ? "Warning" : "Normal")} {told.Reason}: {told.Message}\n");
            now = how == "late" && decision.RequeueAt is { } wake ? wake : now.AddSeconds(1);
            if (decision.HasEnded)
                break;
        }

        Golden.Matches($"tests/Operator.Tests/Decide/Restore/Golden/{how}.golden", log.ToString());
    }

    [Fact]
    public void A_request_is_followed_once()
    {
        var ended = new RestoreState { RequestId = "1", BackupName = "latest" };
        Assert.Same(ended, RestorePlan.Decide(ended, Calm).State);
        Assert.True(RestorePlan.Decide(ended, Calm with { Requested = ("2", "latest") }).State!.IsUnderWay);
        Assert.Null(RestorePlan.Decide(null, Calm with { Requested = null }).State);
    }

    [Fact]
    public void It_waits_until_nothing_else_is_under_way() => Assert.Null(RestorePlan.Decide(null, Calm with { IsSettled = false }).State);

    /// <summary>
    /// The data is replaced only while nobody can read or write it, and whatever is seen, in whatever order, what was stopped is wanted again in the end.
    /// </summary>
    [Fact]
    public void Whatever_happens_the_data_is_replaced_behind_closed_doors_and_the_doors_open_again() =>
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool.Nullable()).Array[0, 40].Sample(history =>
        {
            RestoreState? state = null;
            var now = Start;
            var (writersGone, redisGone) = (false, false);
            foreach (var (writers, redis, redisUp, writersUp, job) in history)
            {
                now = now.AddSeconds(100);
                var observed = Calm with { Now = now, AreWritersGone = writers, IsRedisGone = redis, IsRedisUp = redisUp, AreWritersUp = writersUp, Job = job };
                (writersGone, redisGone) = state?.Step switch
                {
                    RestoreStep.StopWriters => (writers, false),
                    RestoreStep.StopRedis => (writersGone, redis),
                    _ => (writersGone, redisGone),
                };
                var decision = RestorePlan.Decide(state, observed);
                if (decision.State is { Step: RestoreStep.Replace } replacing)
                    Assert.True(writersGone && redisGone && replacing.Scale == new ScaleOverride(0, 0, Redis: false));
                state = RestoreStatuses.Read(RestoreStatuses.Write(decision.State));
                Assert.Equal(decision.State, state);
            }

            for (var i = 0; i < 10 && state is not { IsUnderWay: false }; i++)
                state = RestorePlan.Decide(state, Calm with { Now = now.AddHours(i) }).State;
            Assert.Null(state!.Scale);
        });
}

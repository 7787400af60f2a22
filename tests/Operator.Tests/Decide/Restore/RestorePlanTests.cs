using System.Text;
using CsCheck;
using October.Operator.Decide.Jobs;
using October.Operator.Decide.Status;
using October.Testing;

namespace October.Operator.Decide.Restore;

[Collection(nameof(Properties))]
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
        IsJobThere = true,
        Deadline = TimeSpan.FromMinutes(5),
        StopDeadline = TimeSpan.FromMinutes(6),
    };

    private static readonly RestoreState Replacing = new() { RequestId = "1", BackupName = "latest", Step = RestoreStep.Replace, StepStartedAt = Start };

    private static readonly UnstartedJob Stuck = new("shop-restore-1", Start, "pod shop-restore-1-x, container restore: ImagePullBackOff: manifest unknown");

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
            var isStarting = state.Step is RestoreStep.StartRedis or RestoreStep.StartWriters;
            now = how == "late" && isStarting && decision.RequeueAt is { } wake ? wake : now.AddSeconds(1);
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
    public void A_request_that_was_followed_by_others_is_rejected_once_and_says_what_to_do()
    {
        var ended = new RestoreState { RequestId = "2", BackupName = "latest", Earlier = RequestIds.None.With("1") };
        var rejected = RestorePlan.Decide(ended, Calm);
        Assert.Equal(ended with { Rejected = "1" }, rejected.State);
        var said = Assert.Single(rejected.Transitions);
        Assert.Equal(("RestoreRejected", true), (said.Reason, said.Warning));
        Assert.EndsWith("to restore again set a new spec.restore.requestId", said.Message, StringComparison.Ordinal);
        Assert.Empty(RestorePlan.Decide(rejected.State, Calm).Transitions);
        Assert.Equal(ended, RestorePlan.Decide(rejected.State, Calm with { Requested = ("2", "latest") }).State);
        var next = RestorePlan.Decide(rejected.State, Calm with { Requested = ("3", "latest") }).State!;
        Assert.Equal(("3", new RequestIds(["2", "1"]), null), (next.RequestId, next.Earlier, next.Rejected));
    }

    [Fact]
    public void The_newest_twenty_requests_are_remembered()
    {
        var ids = Enumerable.Range(1, 30).Aggregate(RequestIds.None, (ids, id) => ids.With($"{id}"));
        Assert.Equal((20, "30", "11"), (ids.All.Length, ids.All[0], ids.All[^1]));
    }

    [Fact]
    public void It_waits_for_a_backup_that_runs_and_says_so()
    {
        var waiting = RestorePlan.Decide(null, Calm with { RunningBackup = "shop-backup-1" });
        Assert.Null(waiting.State);
        Assert.Contains("waits until backup Job shop-backup-1 has ended", Assert.Single(waiting.Transitions).Message, StringComparison.Ordinal);
        var lost = RestorePlan.Decide(null, Calm with { RunningPod = "shop-restore-1-x" });
        Assert.Null(lost.State);
        Assert.Contains("waits until pod shop-restore-1-x of an earlier restore has ended", Assert.Single(lost.Transitions).Message, StringComparison.Ordinal);
        // One that the schedule started in the last moment.
        var started = RestorePlan.Decide(null, Calm).State;
        Assert.Equal(RestoreStep.StopWriters, RestorePlan.Decide(started, Calm with { RunningBackup = "shop-backup-1" }).State!.Step);
        Assert.Equal(RestoreStep.StopRedis, RestorePlan.Decide(started, Calm).State!.Step);
    }

    [Theory]
    [InlineData(nameof(RestoreStep.StopWriters), "api and worker did not stop within 360 s")]
    [InlineData(nameof(RestoreStep.StopRedis), "redis did not stop within 360 s")]
    [InlineData(nameof(RestoreStep.Replace), "its Job was not created: exceeded quota")]
    public void What_does_not_come_about_in_time_is_given_up_and_the_app_is_started_first(string name, string why)
    {
        var step = Enum.Parse<RestoreStep>(name);
        var state = new RestoreState { RequestId = "1", BackupName = "latest", Step = step, StepStartedAt = Start, Api = 3, Worker = 2 };
        var stuck = Calm with { AreWritersGone = false, IsRedisGone = false, Job = null, IsJobThere = false, Refused = "exceeded quota" };
        var waiting = RestorePlan.Decide(state, stuck);
        Assert.Equal(step, waiting.State!.Step);
        var failed = RestorePlan.Decide(state, stuck with { Now = waiting.RequeueAt!.Value });
        Assert.Equal((RestoreStep.StartRedis, false), (failed.State!.Step, failed.State.Succeeded));
        Assert.Equal($"the data is unchanged: {why}", failed.State.Message);
        Assert.Empty(failed.Transitions);
    }

    [Fact]
    public void A_restore_whose_backups_are_switched_off_puts_the_app_back_into_service()
    {
        var state = new RestoreState { RequestId = "1", BackupName = "latest", Step = RestoreStep.Replace, StepStartedAt = Start };
        var failed = RestorePlan.Decide(state, Calm with { Job = null, IsJobThere = false, IsBackupGone = true });
        Assert.Equal((RestoreStep.StartRedis, "the data is unchanged: spec.backup was removed"), (failed.State!.Step, failed.State.Message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Redis_stays_stopped_while_a_pod_of_the_Job_may_still_move_its_files(bool succeeded)
    {
        var state = new RestoreState { RequestId = "1", BackupName = "latest", Step = RestoreStep.Replace, StepStartedAt = Start };
        var ended = Start.AddHours(1);
        var ending = Calm with { Now = ended, Job = succeeded, JobEndedAt = ended, RunningPod = "shop-restore-1-x", HasReplaced = null };
        var waiting = RestorePlan.Decide(state, ending);
        Assert.Equal((RestoreStep.Replace, ended.AddMinutes(6)), (waiting.State!.Step, waiting.RequeueAt));
        Assert.Equal(RestoreStep.StartRedis, RestorePlan.Decide(state, ending with { RunningPod = null }).State!.Step);
        var late = RestorePlan.Decide(state, ending with { Now = waiting.RequeueAt!.Value });
        Assert.Equal((RestoreStep.StartRedis, succeeded), (late.State!.Step, late.State.Succeeded));
        if (!succeeded)
        {
            Assert.StartsWith("it is not known whether the data was replaced: ", late.State.Message, StringComparison.Ordinal);
            Assert.Contains("pod shop-restore-1-x did not end within 360 s of its Job", late.State.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_pod_of_a_Job_that_was_deleted_is_awaited_for_as_long_as_it_may_run()
    {
        var state = new RestoreState { RequestId = "1", BackupName = "latest", Step = RestoreStep.Replace, StepStartedAt = Start };
        var orphaned = Calm with { Now = Start.AddMinutes(50), Job = null, IsJobThere = false, RunningPod = "shop-restore-1-x" };
        var waiting = RestorePlan.Decide(state, orphaned);
        Assert.Equal((RestoreStep.Replace, Start.AddMinutes(66)), (waiting.State!.Step, waiting.RequeueAt));
        Assert.Equal(RestoreStep.StartRedis, RestorePlan.Decide(state, orphaned with { Now = waiting.RequeueAt!.Value }).State!.Step);
    }

    [Theory]
    [InlineData(false, "the data is unchanged: ")]
    [InlineData(true, "the data was being replaced and may be missing: ")]
    [InlineData(null, "it is not known whether the data was replaced: ")]
    public void A_failure_says_of_the_data_what_is_known(bool? hasReplaced, string message)
    {
        var state = new RestoreState { RequestId = "1", BackupName = "latest", Step = RestoreStep.Replace, StepStartedAt = Start };
        var failed = RestorePlan.Decide(state, Calm with { Job = false, JobEndedAt = Start, HasReplaced = hasReplaced });
        Assert.StartsWith(message, failed.State!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_Jobs_pod_waits_for_is_said_at_once_and_for_as_long_as_it_waits()
    {
        var starting = Calm with { Job = null, Unstarted = Stuck with { Cause = null } };
        var begun = RestorePlan.Decide(Replacing, starting);
        Assert.Equal((Replacing, Start.AddSeconds(10)), (begun.State, begun.RequeueAt));
        var waiting = RestorePlan.Decide(Replacing, starting with { Unstarted = Stuck }).State!;
        Assert.Equal((RestoreStep.Replace, Stuck.Cause), (waiting.Step, waiting.Message));
        // Between two tries to pull an image nothing is known.
        Assert.Equal(waiting, RestorePlan.Decide(waiting, starting).State);
        Assert.Equal(Replacing, RestorePlan.Decide(waiting, Calm with { Job = null }).State);
    }

    [Fact]
    public void A_Job_that_does_not_start_by_the_apps_deadline_is_given_up_and_redis_starts_when_nothing_of_it_is_left()
    {
        var stuck = Calm with { Job = null, Unstarted = Stuck, RunningPod = "shop-restore-1-x" };
        Assert.True(RestorePlan.Decide(Replacing, stuck with { Now = Start.AddSeconds(299) }).State!.Succeeded);
        var late = Start.AddMinutes(5);
        var givenUp = RestorePlan.Decide(Replacing, stuck with { Now = late }).State!;
        Assert.Equal((RestoreStep.Replace, false, new ScaleOverride(0, 0, Redis: false)), (givenUp.Step, givenUp.Succeeded, givenUp.Scale!));
        Assert.Equal(givenUp, RestoreStatuses.Read(RestoreStatuses.Write(givenUp)));
        Assert.Equal(givenUp, RestorePlan.Decide(givenUp, stuck with { Now = late }).State);

        var ending = stuck with { Now = late, Unstarted = null, Job = false, JobEndedAt = late };
        Assert.Equal(givenUp, RestorePlan.Decide(givenUp, ending).State);
        var ended = RestorePlan.Decide(givenUp, ending with { RunningPod = null }).State!;
        Assert.Equal(RestoreStep.StartRedis, ended.Step);
        Assert.Equal($"the data is unchanged: Job shop-restore-1 did not start within 300 s: {Stuck.Cause}", ended.Message);
        // Somebody may delete it in the meantime: it is not made again.
        var gone = RestorePlan.Decide(givenUp, stuck with { Now = late, Unstarted = null, IsJobThere = false, RunningPod = null }).State!;
        Assert.Equal(ended, gone);
    }

    [Fact]
    public void A_Job_that_starts_after_it_was_given_up_is_believed()
    {
        var givenUp = Replacing with { Succeeded = false, Message = "Job shop-restore-1 did not start within 300 s" };
        Assert.Equal(Replacing, RestorePlan.Decide(givenUp, Calm with { Job = null, HasStarted = true }).State);
        // While its pods are being deleted, neither is known.
        Assert.Equal(givenUp, RestorePlan.Decide(givenUp, Calm with { Job = null }).State);
        var done = RestorePlan.Decide(givenUp, Calm).State!;
        Assert.Equal((RestoreStep.StartRedis, true, Calm.JobLogTail), (done.Step, done.Succeeded, done.Message));
        var failed = RestorePlan.Decide(givenUp, Calm with { Job = false, HasStarted = true, HasReplaced = true }).State!;
        Assert.StartsWith("the data was being replaced and may be missing: ", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 120, 55)]
    [InlineData(0, 10, 10)]
    [InlineData(20, 10, 30)]
    public void A_Job_is_given_up_before_its_own_deadline_and_not_before_it_had_as_long_as_the_app_gives_it(int created, int deadline, int end)
    {
        var stuck = Calm with { Job = null, Unstarted = Stuck with { CreatedAt = Start.AddMinutes(created) }, Deadline = TimeSpan.FromMinutes(deadline) };
        Assert.True(RestorePlan.Decide(Replacing, stuck with { Now = Start.AddMinutes(end).AddSeconds(-1) }).State!.Succeeded);
        Assert.False(RestorePlan.Decide(Replacing, stuck with { Now = Start.AddMinutes(end) }).State!.Succeeded);
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

using CsCheck;
using October.Crd.Status;
using October.Operator.Decide.Rollout.Model;

namespace October.Operator.Decide.Rollout;

[Collection(nameof(Properties))]
public sealed class ProgressTests
{
    private const int Samples = 40;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Seconds until the next pod is ready, all within the deadline, and which pod it is.</summary>
    private static readonly Gen<(int Seconds, int Choice)[]> Schedules = Gen.Select(Gen.Int[1, 297], Gen.Int[0, 3]).Array[400];

    [Fact]
    public void A_release_whose_pods_become_ready_one_at_a_time_within_the_deadline_ends_ready() =>
        Gen.Select(Gen.Int[1, 40], Schedules).Sample((replicas, schedule) =>
        {
            var cluster = new SlowCluster(replicas, Deadline);
            Play(cluster, schedule[..100]);
            cluster.Target = "v2";
            Play(cluster, schedule[100..]);
            Assert.Equal(Phases.Ready, cluster.Status!.Phase);
            Assert.DoesNotContain("RollbackStarted", cluster.Events);
        }, iter: Samples);

    [Fact]
    public void A_rollback_whose_pods_become_ready_one_at_a_time_within_the_deadline_ends_rolled_back() =>
        Gen.Select(Gen.Int[1, 20], Schedules).Sample((replicas, schedule) =>
        {
            var cluster = new SlowCluster(replicas, Deadline) { Bad = { "v2" } };
            Play(cluster, schedule[..60]);
            cluster.Target = "v2";
            Play(cluster, schedule[60..]);
            Assert.Equal(Phases.RolledBack, cluster.Status!.Phase);
            Assert.DoesNotContain(Reasons.RollbackFailed, cluster.Events);
        }, iter: Samples);

    [Fact]
    public void A_release_that_loses_pods_and_replaces_each_within_the_deadline_ends_ready() =>
        Gen.Select(Gen.Int[2, 40], Schedules, Gen.Int[1, 40], Gen.Int[1, 3], Gen.Int[1, 40]).Sample((replicas, schedule, lost, times, after) =>
        {
            var cluster = new SlowCluster(replicas, Deadline);
            Play(cluster, schedule[..100]);
            cluster.Target = "v2";
            for (var i = 0; i < times; i++)
            {
                Play(cluster, schedule[100..(100 + after)]);
                if (cluster.IsSettled)
                    break;
                cluster.Advance(TimeSpan.FromSeconds(2));
                cluster.Lose(lost);
                cluster.Reconcile();
            }

            Play(cluster, schedule[140..]);
            Assert.Equal(Phases.Ready, cluster.Status!.Phase);
            Assert.DoesNotContain("RollbackStarted", cluster.Events);
        }, iter: Samples);

    [Fact]
    public void Pods_that_are_lost_give_a_release_no_more_time_while_none_that_replaces_them_is_ready()
    {
        var cluster = Installed(4);
        cluster.Target = "v2";
        for (var i = 0; i < 4; i++)
            Ready(cluster, i);
        cluster.Advance(Deadline - TimeSpan.FromSeconds(2));
        cluster.Lose(2);
        cluster.Reconcile();
        Assert.DoesNotContain(Reasons.ProgressDeadlineExceeded, cluster.Events);
        cluster.Advance(TimeSpan.FromSeconds(4));
        cluster.Reconcile();
        Assert.Contains(Reasons.ProgressDeadlineExceeded, cluster.Events);
    }

    [Fact]
    public void A_pod_that_is_ready_again_and_again_is_no_progress()
    {
        var cluster = Installed(4);
        cluster.Target = "v2";
        for (var i = 0; i < 4; i++)
            Ready(cluster, i);
        for (var i = 0; i < 40; i++)
        {
            cluster.Advance(TimeSpan.FromSeconds(10));
            cluster.Flap();
            cluster.Reconcile();
        }

        Assert.Contains(Reasons.ProgressDeadlineExceeded, cluster.Events);
    }

    [Fact]
    public void Without_progress_the_deadline_counts_from_the_last_pod()
    {
        var cluster = Installed(4);
        cluster.Target = "v2";
        for (var i = 0; i < 4; i++)
            Ready(cluster, i);
        cluster.Advance(Deadline - TimeSpan.FromSeconds(1));
        cluster.Reconcile();
        Assert.DoesNotContain(Reasons.ProgressDeadlineExceeded, cluster.Events);
        cluster.Advance(TimeSpan.FromSeconds(3));
        cluster.Reconcile();
        Assert.Contains(Reasons.ProgressDeadlineExceeded, cluster.Events);
    }

    [Fact]
    public void An_attempt_that_progresses_too_long_fails_where_a_limit_is_set()
    {
        var cluster = new SlowCluster(20, Deadline) { AttemptDeadline = TimeSpan.FromMinutes(15) };
        for (var i = 0; i < 60 && !cluster.IsSettled; i++)
            Ready(cluster, i, seconds: 60);
        Assert.Contains(Reasons.AttemptDeadlineExceeded, cluster.Events);
        Assert.Contains("exceeds spec.rollout.attemptDeadline (900 s) in step Roll: ", cluster.Status!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_rollback_is_verified_by_itself_when_its_pods_are_available_after_all()
    {
        var cluster = Installed(3);
        cluster.Bad.Add("v2");
        cluster.Target = "v2";
        while (cluster.State.Step is not RolloutStep.Rollback)
            Ready(cluster, 0);
        cluster.Advance(Deadline + TimeSpan.FromSeconds(10));
        cluster.Reconcile();
        Assert.Equal(Phases.Failed, cluster.Status!.Phase);
        Assert.Contains(Reasons.RollbackFailed, cluster.Events);

        for (var i = 0; i < 20; i++)
            Ready(cluster, i);
        Assert.Equal(Phases.RolledBack, cluster.Status!.Phase);
        Assert.Contains("smoke probe 'add' failed", cluster.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_install_that_was_too_slow_is_ready_when_its_pods_are_available_after_all()
    {
        var cluster = new SlowCluster(2, Deadline);
        cluster.Reconcile();
        cluster.Advance(Deadline + TimeSpan.FromSeconds(10));
        cluster.Reconcile();
        Assert.Equal(Phases.Failed, cluster.Status!.Phase);

        for (var i = 0; i < 6; i++)
            Ready(cluster, i);
        Assert.Equal(Phases.Ready, cluster.Status!.Phase);
    }

    private static SlowCluster Installed(int replicas)
    {
        var cluster = new SlowCluster(replicas, Deadline);
        for (var i = 0; i < 3 * replicas; i++)
            Ready(cluster, i);
        Assert.Equal(Phases.Ready, cluster.Status!.Phase);
        return cluster;
    }

    private static void Play(SlowCluster cluster, (int Seconds, int Choice)[] schedule)
    {
        cluster.Reconcile();
        foreach (var (seconds, choice) in schedule)
        {
            if (cluster.IsSettled)
                return;
            Ready(cluster, choice, seconds);
        }
    }

    private static void Ready(SlowCluster cluster, int choice, int seconds = 3)
    {
        cluster.Reconcile();
        cluster.Advance(TimeSpan.FromSeconds(seconds));
        cluster.MakeReady(choice);
        cluster.Reconcile();
    }
}

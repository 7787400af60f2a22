using CsCheck;
using October.Operator.Decide.Commands;

namespace October.Operator.Decide.Rotation;

[Collection(nameof(Properties))]
public sealed class RotationPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_rotation_begins_once_per_token_and_only_while_nothing_else_is_under_way()
    {
        var passwords = new Passwords("a");
        Assert.Equal(RotationStep.None, RotationPlan.Next(passwords, null, settled: true, moved: true, isOverdue: false));
        Assert.Equal(RotationStep.None, RotationPlan.Next(passwords, "1", settled: false, moved: true, isOverdue: false));
        Assert.Equal(RotationStep.Begin, RotationPlan.Next(passwords, "1", settled: true, moved: true, isOverdue: false));
        var done = passwords.Begin("1", "b", Now).Switch().Retire();
        Assert.Equal(("b", 1, "1"), (done.Current, done.Version, done.Token));
        Assert.Equal(RotationStep.None, RotationPlan.Next(done, "1", settled: true, moved: true, isOverdue: false));
        Assert.Equal(RotationStep.Begin, RotationPlan.Next(done, "2", settled: true, moved: true, isOverdue: false));
    }

    [Fact]
    public void A_command_is_handled_when_its_rotation_has_ended()
    {
        var started = new Passwords("a").Begin("1", "b", Now);
        Assert.Equal("0", Handled(started));
        Assert.Equal("0", Handled(started.Switch()));
        Assert.Equal("1", Handled(started.Switch().Retire()));
    }

    private static string? Handled(Passwords passwords, bool isRejected = false, bool isOverdue = false) =>
        RotationPlan
            .Handled(passwords, isRejected, isOverdue, new CommandTokens { RotatePassword = "1" }, new CommandTokens { RotatePassword = "0" })
            .RotatePassword;

    [Fact]
    public void A_rotation_that_redis_does_not_accept_in_time_is_abandoned_and_the_command_handled()
    {
        var started = new Passwords("a").Begin("1", "b", Now);
        Assert.False(RotationPlan.IsOverdue(started, TimeSpan.FromMinutes(5), Now.AddMinutes(4)));
        Assert.True(RotationPlan.IsOverdue(started, TimeSpan.FromMinutes(5), Now.AddMinutes(5)));
        Assert.Equal(RotationStep.Abandon, RotationPlan.Next(started, "1", settled: true, moved: true, isOverdue: true));
        Assert.Equal("0", Handled(started, isOverdue: true));
        var abandoned = started.Abandon();
        Assert.Equal(("a", false, "1"), (abandoned.Current, abandoned.IsRotating, Handled(abandoned)));
        Assert.Equal(RotationStep.None, RotationPlan.Next(abandoned, "1", settled: true, moved: true, isOverdue: false));
    }

    [Fact]
    public void A_rotation_whose_pods_do_not_move_in_time_goes_on_but_its_command_is_handled()
    {
        var moving = new Passwords("a").Begin("1", "b", Now).Switch();
        Assert.Equal(RotationStep.Hold, RotationPlan.Next(moving, "1", settled: true, moved: false, isOverdue: true));
        Assert.Equal(("0", "1"), (Handled(moving), Handled(moving, isOverdue: true)));
    }

    [Fact]
    public void A_command_that_cannot_be_carried_out_is_rejected_with_a_reason_and_handled()
    {
        Assert.Contains("Secret mine, which is yours", Obstacle(digest: "d"), StringComparison.Ordinal);
        Assert.Contains("spec.redis.external", Obstacle(isManaged: false), StringComparison.Ordinal);
        Assert.Contains("spec.suspend", Obstacle(isSuspended: true), StringComparison.Ordinal);
        Assert.Null(Obstacle());
        Assert.Equal("1", Handled(new Passwords("a"), isRejected: true));
    }

    private static string? Obstacle(string? digest = null, bool isManaged = true, bool isSuspended = false) =>
        RotationPlan.Obstacle(new AppSecret(new Passwords("a"), null, digest), "mine", isManaged, isSuspended);

    /// <summary>Pods start and move, redis restarts with what its file says, and the operator dies between redis and the Secret, in any order.</summary>
    [Fact]
    public void Redis_always_accepts_what_any_pod_logs_in_with() =>
        Gen.Int[0, 6].Array[5, 60].Sample(moves =>
        {
            var passwords = new Passwords("p0");
            var redis = passwords.Accepted.ToHashSet();
            var pods = new[] { passwords, passwords };
            var token = 0;
            foreach (var move in moves)
            {
                switch (move)
                {
                    case 0:
                        token++;
                        break;
                    case 1:
                    case 2:
                        pods[move - 1] = passwords;
                        break;
                    case 3:
                        redis = [.. passwords.Accepted];
                        break;
                    default:
                        var step = RotationPlan.Next(
                            passwords, $"{token}", settled: true, pods.All(pod => pod.Version == passwords.Version), isOverdue: move == 6);
                        var accepted = step switch
                        {
                            RotationStep.Admit or RotationStep.Hold => passwords.Accepted,
                            RotationStep.Retire => [passwords.Current],
                            _ => redis,
                        };
                        redis = [.. accepted];
                        // Move 5 dies here: the Secret stays as it was.
                        passwords = (move, step) switch
                        {
                            (4, RotationStep.Begin) => passwords.Begin($"{token}", $"p{token}", Now),
                            (6, RotationStep.Abandon) => passwords.Abandon(),
                            (4, RotationStep.Admit) => passwords.Switch(),
                            (4, RotationStep.Retire) => passwords.Retire(),
                            _ => passwords,
                        };
                        break;
                }

                Assert.All(pods, pod => Assert.Contains(pod.Current, redis));
            }
        });
}

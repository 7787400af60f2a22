using CsCheck;
using October.Operator.Decide.Commands;

namespace October.Operator.Decide.Rotation;

public sealed class RotationPlanTests
{
    [Fact]
    public void A_rotation_begins_once_per_token_and_only_while_nothing_else_is_under_way()
    {
        var passwords = new Passwords("a");
        Assert.Equal(RotationStep.None, RotationPlan.Next(passwords, null, settled: true, moved: true));
        Assert.Equal(RotationStep.None, RotationPlan.Next(passwords, "1", settled: false, moved: true));
        Assert.Equal(RotationStep.Begin, RotationPlan.Next(passwords, "1", settled: true, moved: true));
        var done = passwords.Begin("1", "b").Switch().Retire();
        Assert.Equal(("b", 1, "1"), (done.Current, done.Version, done.Token));
        Assert.Equal(RotationStep.None, RotationPlan.Next(done, "1", settled: true, moved: true));
        Assert.Equal(RotationStep.Begin, RotationPlan.Next(done, "2", settled: true, moved: true));
    }

    [Fact]
    public void A_command_is_handled_when_its_rotation_has_ended()
    {
        var started = new Passwords("a").Begin("1", "b");
        Assert.Equal("0", Handled(started));
        Assert.Equal("0", Handled(started.Switch()));
        Assert.Equal("1", Handled(started.Switch().Retire()));
    }

    private static string? Handled(Passwords passwords) =>
        RotationPlan
            .Handled(new AppSecret(passwords, null, null), new CommandTokens { RotatePassword = "1" }, new CommandTokens { RotatePassword = "0" })
            .RotatePassword;

    [Fact]
    public void A_command_for_a_password_that_is_the_users_is_rejected_once()
    {
        var (secret, requested) = (new AppSecret(new Passwords("a"), null, "digest"), new CommandTokens { RotatePassword = "1" });
        var rejected = RotationPlan.Rejected(secret, "mine", requested, CommandTokens.None, "v1");
        Assert.Equal("CommandRejected", rejected?.Reason);
        Assert.Contains("Secret mine, which is yours", rejected?.Message, StringComparison.Ordinal);
        var handled = RotationPlan.Handled(secret, requested, CommandTokens.None);
        Assert.Null(RotationPlan.Rejected(secret, "mine", requested, handled, "v1"));
    }

    /// <summary>Pods start and move, redis restarts with what its file says, and the operator dies between redis and the Secret, in any order.</summary>
    [Fact]
    public void Redis_always_accepts_what_any_pod_logs_in_with() =>
        Gen.Int[0, 5].Array[5, 60].Sample(moves =>
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
                        var step = RotationPlan.Next(passwords, $"{token}", settled: true, pods.All(pod => pod.Version == passwords.Version));
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
                            (4, RotationStep.Begin) => passwords.Begin($"{token}", $"p{token}"),
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

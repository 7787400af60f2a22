using CsCheck;
using October.Operator.Desired.Redis;

namespace October.Operator.Decide.Rotation;

[Collection(nameof(Properties))]
public sealed class PasswordRecoveryTests
{
    private static readonly PasswordsInUse Running = new(["a"], Runs: true, Version: 2, RedisVersion: 1);

    [Fact]
    public void A_new_app_gets_a_fresh_password() =>
        Assert.Equal((new Passwords("fresh"), PasswordOrigin.Fresh), Decide(null, isProven: false, PasswordsInUse.None));

    [Fact]
    public void What_the_Secret_has_is_kept_while_it_is_as_the_operator_wrote_it()
    {
        var kept = new Passwords("b", Version: 2);
        // Redis' file was changed by hand.
        Assert.Equal((kept, PasswordOrigin.Kept), Decide(kept, isProven: true, Running));
        // A Secret of an older operator proves nothing.
        Assert.Equal((kept with { Current = "a" }, PasswordOrigin.Kept), Decide(kept with { Current = "a" }, isProven: false, Running));
        Assert.Equal((kept, PasswordOrigin.Kept), Decide(kept, isProven: false, PasswordsInUse.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_Secret_that_was_deleted_or_changed_is_restored_from_redis_file_and_no_pod_moves(bool isDeleted)
    {
        var expected = new Passwords("a", Version: 2, Token: "7") { RedisVersion = 1 };
        Assert.Equal((expected, PasswordOrigin.Restored), Decide(isDeleted ? null : new Passwords("b"), isProven: false, Running));
    }

    [Fact]
    public void A_Secret_that_is_lost_in_a_rotation_leaves_both_passwords_accepted_until_every_pod_has_moved_to_one()
    {
        var (passwords, origin) = Decide(null, isProven: false, Running with { Accepted = ["a", "b"] });
        Assert.Equal((new Passwords("a", Previous: "b", Version: 3, Token: "7") { RedisVersion = 1 }, PasswordOrigin.Restored), (passwords, origin));
    }

    [Fact]
    public void Where_nobody_knows_what_redis_accepts_redis_starts_again_with_every_pod()
    {
        var (passwords, origin) = Decide(null, isProven: false, Running with { Accepted = [] });
        Assert.Equal((new Passwords("fresh", Version: 3, Token: "7") { RedisVersion = 3 }, PasswordOrigin.Reset), (passwords, origin));
    }

    /// <summary>Passwords of users have every letter.</summary>
    [Fact]
    public void Redis_file_says_again_what_it_was_written_from() =>
        Gen.Select(Gen.String[Gen.Char[' ', '~'], 1, 20], Gen.String[Gen.Char[' ', '~'], 1, 20].Null(), Gen.Bool)
            .Sample((current, other, isNext) =>
            {
                var passwords = isNext ? new Passwords(current, Next: other) : new Passwords(current, Previous: other);
                Assert.Equal(passwords.Accepted, AuthFile.Read(AuthFile.Write(passwords)));
            });

    [Theory]
    [InlineData("")]
    [InlineData("port 7000")]
    [InlineData("requirepass")]
    public void A_file_of_somebody_else_says_nothing(string text) => Assert.Empty(AuthFile.Read(text));

    private static (Passwords Passwords, PasswordOrigin Origin) Decide(Passwords? kept, bool isProven, PasswordsInUse inUse) =>
        PasswordRecovery.Decide(kept, isProven, inUse, inUse.Runs ? "7" : null, "fresh");
}

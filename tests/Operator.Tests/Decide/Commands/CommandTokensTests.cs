using October.Crd;

namespace October.Operator.Decide.Commands;

public sealed class CommandTokensTests
{
    [Theory]
    [InlineData("1", true)]
    [InlineData("shop-64hjmn58cc/again at 12:00", true)]
    [InlineData("zurück", true)]
    [InlineData("a\nb", false)]
    [InlineData("a\u001b[2Jb", false)]
    [InlineData("a\u202eb", false)]
    public void A_token_that_does_not_belong_into_status_is_known_by_its_digest(string token, bool asItIs)
    {
        var read = Read(token);
        if (asItIs)
            Assert.Equal(token, read);
        else
            Assert.Matches(@"^sha256-[0-9a-f]{16}\z", read);
    }

    [Fact]
    public void So_is_one_that_is_too_long_and_two_of_them_are_two()
    {
        Assert.StartsWith("sha256-", Read("half of a pair: \ud800"), StringComparison.Ordinal);
        var (one, other) = (Read(new string('x', 201)), Read(new string('x', 202)));
        Assert.Equal(23, one!.Length);
        Assert.NotEqual(one, other);
    }

    private static string? Read(string token) => CommandTokens.Read(new Dictionary<string, string> { [OctoberApi.RetryAnnotation] = token }).Retry;
}

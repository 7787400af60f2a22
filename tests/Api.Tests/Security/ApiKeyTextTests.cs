namespace October.Api.Security;

public sealed class ApiKeyTextTests
{
    [Theory]
    [InlineData("k3y", "k3y", Role.All)]
    [InlineData("a key with spaces", "a key with spaces", Role.All)]
    [InlineData("k3y send", "k3y", Role.Send)]
    [InlineData("k3y\tsend,operate\r\n", "k3y", Role.Send | Role.Operate)]
    [InlineData("# comment\n\nk3y read\nother send", "k3y", Role.Read)]
    [InlineData("k3y read\nk3y send", "k3y", Role.Read | Role.Send)]
    public void A_key_has_the_roles_of_its_line(string text, string key, object role) =>
        Assert.Equal((Role)role, new ApiKeyRing(text).Find(key)?.Roles);

    [Theory]
    [InlineData("k3y send", "k3y send")]
    [InlineData("# k3y\nother", "k3y")]
    [InlineData("# k3y\nother", "")]
    [InlineData("a send\nb read", "send")]
    [InlineData("k3y", "K3y")]
    public void Nothing_else_is_a_key(string text, string given) => Assert.Null(new ApiKeyRing(text).Find(given));

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("# only a comment")]
    [InlineData("a send\nb")]
    [InlineData("a\nb")]
    [InlineData("a send\nb Send")]
    [InlineData("a send\nb send,admin")]
    [InlineData("a send\nb c send")]
    [InlineData("a send\nb ,")]
    public void What_has_no_key_or_a_line_that_is_none_is_refused_without_quoting_it(string text)
    {
        var exception = Assert.Throws<FormatException>(() => new ApiKeyRing(text));
        Assert.DoesNotContain("admin", exception.Message, StringComparison.Ordinal);
    }
}

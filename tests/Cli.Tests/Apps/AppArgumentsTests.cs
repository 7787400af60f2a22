namespace October.Cli.Apps;

public sealed class AppArgumentsTests
{
    [Theory]
    [InlineData("shop", "", "shop", "")]
    [InlineData("shop", "3 4", "shop", "3 4")]
    [InlineData("shop,bank", "bank", "bank", "")]
    [InlineData("shop,bank", "shop 3 4", "shop", "3 4")]
    [InlineData("3", "3 4", "3", "4")]
    public void The_first_argument_is_the_app_when_one_has_that_name(string apps, string arguments, string app, string revisions)
    {
        var (name, rest) = AppArguments.Split(apps.Split(','), arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), "default");
        Assert.Equal(app, name);
        Assert.Equal(revisions, string.Join(' ', rest));
    }

    [Theory]
    [InlineData("", "", "namespace default has no OctoberApp")]
    [InlineData("shop,bank", "", "namespace default has 2 OctoberApps; name one of shop, bank")]
    [InlineData("shop,bank", "3 4", "namespace default has no OctoberApp 3; name one of shop, bank")]
    public void Without_a_matching_app_the_message_lists_the_apps(string apps, string arguments, string message) =>
        Assert.StartsWith(
            message,
            Assert
                .Throws<CliException>(() =>
                    AppArguments.Split(
                        apps.Split(',', StringSplitOptions.RemoveEmptyEntries), arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), "default"))
                .Message,
            StringComparison.Ordinal);
}

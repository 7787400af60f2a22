namespace October.Cli.Apps;

public sealed class AppWordsTests
{
    [Theory]
    [InlineData("shop", "", "shop", "")]
    [InlineData("shop", "3 4", "shop", "3 4")]
    [InlineData("shop,bank", "bank", "bank", "")]
    [InlineData("shop,bank", "shop 3 4", "shop", "3 4")]
    [InlineData("3", "3 4", "3", "4")]
    public void The_first_word_is_the_app_where_one_is_named_so(string apps, string words, string app, string revisions)
    {
        var (name, rest) = AppWords.Split(apps.Split(','), words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "default");
        Assert.Equal(app, name);
        Assert.Equal(revisions, string.Join(' ', rest));
    }

    [Theory]
    [InlineData("", "", "namespace default has no OctoberApp")]
    [InlineData("shop,bank", "", "namespace default has 2 OctoberApps; name one of shop, bank")]
    [InlineData("shop,bank", "3 4", "namespace default has no OctoberApp 3; name one of shop, bank")]
    public void Where_no_app_is_meant_the_message_names_those_there_are(string apps, string words, string message) =>
        Assert.StartsWith(
            message,
            Assert
                .Throws<CliException>(() =>
                    AppWords.Split(apps.Split(',', StringSplitOptions.RemoveEmptyEntries), words.Split(' ', StringSplitOptions.RemoveEmptyEntries), "default"))
                .Message,
            StringComparison.Ordinal);
}

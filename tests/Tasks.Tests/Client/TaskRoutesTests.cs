namespace October.Tasks.Client;

public sealed class TaskRoutesTests
{
    private static readonly TaskRoutes Routes = TaskRoutes.Parse("mail.urgent=now, mail.*=mail,*.report=slow,a*b*c=abc");

    [Theory]
    [InlineData("mail.urgent", "now")]
    [InlineData("mail.send", "mail")]
    [InlineData("mail.", "mail")]
    [InlineData("mail", null)]
    [InlineData("shop.report", "slow")]
    [InlineData("axxbxc", "abc")]
    [InlineData("abc", "abc")]
    [InlineData("acb", null)]
    [InlineData("add", null)]
    public void The_first_that_fits_counts(string task, string? queue) => Assert.Equal(queue, Routes.QueueOf(task));

    [Theory]
    [InlineData("mail")]
    [InlineData("=queue")]
    [InlineData("mail=")]
    [InlineData("mail=october:x")]
    public void Other_texts_are_refused(string text) => Assert.Throws<FormatException>(() => TaskRoutes.Parse(text));
}

namespace October.Cli.Usage;

public sealed class ShellTests
{
    [Theory]
    [InlineData(".october/kubeconfig", ".october/kubeconfig")]
    [InlineData("/tmp/my data/kubeconfig", "'/tmp/my data/kubeconfig'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$HOME", "'$HOME'")]
    [InlineData("", "''")]
    public void A_word_is_quoted_where_a_shell_would_read_it_otherwise(string word, string expected) => Assert.Equal(expected, Shell.Quote(word));
}

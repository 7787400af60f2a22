namespace October.Tasks.Configuration;

public sealed class NodeNameTests
{
    [Theory]
    [InlineData("celery@%h", "celery@a.example.org")]
    [InlineData("w1@%n", "w1@a")]
    [InlineData("w1.%d@%h", "w1.example.org@a.example.org")]
    [InlineData("other", "celery@other")]
    [InlineData("100%%@%n", "100%@a")]
    public void It_is_expanded_as_Celery_does(string format, string name) => Assert.Equal(name, NodeName.Expand(format, "a.example.org"));

    [Theory]
    [InlineData("w@%i")]
    [InlineData("w@%")]
    [InlineData("a b@c")]
    [InlineData("@\u00fc")]
    public void Others_are_refused(string format) => Assert.Throws<FormatException>(() => NodeName.Expand(format, "a"));
}

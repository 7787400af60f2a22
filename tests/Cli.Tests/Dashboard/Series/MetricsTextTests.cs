namespace October.Cli.Dashboard.Series;

public sealed class MetricsTextTests
{
    [Fact]
    public void Only_the_samples_that_are_looked_for_are_read()
    {
        var samples = MetricsText.Read("""
            # HELP celery_queue_length Tasks that wait.
            # TYPE celery_queue_length gauge
            celery_queue_length{queue_name="celery"} 12
            celery_queue_length{queue_name="a \"quoted\" one"} 3 1700000000000
            celery_queue_length_other 9
            october_tasks_dead 2
            """, "celery_queue_length", "october_tasks_dead").ToList();
        Assert.Equal([12, 3, 2], samples.Select(sample => sample.Value));
        Assert.Equal("a \"quoted\" one", samples[1].Labels["queue_name"]);
    }

    [Theory]
    [InlineData("x{")]
    [InlineData("x{a=\"")]
    [InlineData("x{a=\"b\\")]
    [InlineData("x{a=\"b\"")]
    [InlineData("x{a}")]
    [InlineData("x ")]
    [InlineData("x one")]
    [InlineData("{} 1")]
    [InlineData(" 1")]
    [InlineData("<html>")]
    public void What_is_no_metric_is_left_out(string line) => Assert.Empty(MetricsText.Read(line, "x"));
}

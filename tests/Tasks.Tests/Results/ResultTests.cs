using System.Text;
using October.Tasks.Messages;

namespace October.Tasks.Results;

public sealed class ResultTests
{
    private static readonly DateTimeOffset Now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(67890);

    private static readonly TaskMessage Task = new() { Id = "abc", Task = "add" };

    [Fact]
    public void A_success_is_written_as_Celery_writes_it() =>
        Assert.Equal(
            """{"status":"SUCCESS","result":{"sum":5},"traceback":null,"children":[],"date_done":"2026-01-02T03:04:05.006789","task_id":"abc"}""",
            Encoding.UTF8.GetString(ResultWriter.Success(Task, """{"sum":5}"""u8, Now)));

    [Fact]
    public void A_failure_is_written_as_Celery_writes_it() =>
        Assert.Equal(
            """{"status":"FAILURE","result":{"exc_type":"ValueError","exc_message":["no"],"exc_module":"builtins"},"traceback":"at """
                + """x","children":[],"date_done":"2026-01-02T03:04:05.006789","task_id":"abc","group_id":"g","parent_id":"p"}""",
            Encoding.UTF8.GetString(
                ResultWriter.Failure(
                    Task with { GroupId = "g", ParentId = "p" },
                    TaskState.Failure,
                    new TaskFailure("ValueError", "no", "builtins"),
                    "at x",
                    Now)));

    [Fact]
    public void A_retry_has_no_end() =>
        Assert.Contains(
            "\"date_done\":null",
            Encoding.UTF8.GetString(ResultWriter.Failure(Task, TaskState.Retry, new TaskFailure("E", "m", "x"), null, Now)),
            StringComparison.Ordinal);

    [Fact]
    public void What_was_written_is_read_back()
    {
        var failure = new TaskFailure("ValueError", "so nicht: ü", "builtins");

        var success = ResultReader.Read("abc", ResultWriter.Success(Task, "[1,null]"u8, Now));
        var failed = ResultReader.Read("abc", ResultWriter.Failure(Task, TaskState.Failure, failure, "trace", Now));

        Assert.Equal("[1,null]", success.Value!.Value.GetRawText());
        Assert.True(success.IsTerminal);
        Assert.Equal(Now, success.DateDone);
        Assert.Equal(failure, failed.Failure);
        Assert.Equal("trace", failed.Traceback);
        Assert.Null(failed.Value);
    }

    [Fact]
    public void Numbers_that_JSON_has_not_are_null() => Assert.Equal(
        """[1,null,null,"NaN"]""",
        ResultReader.Read("abc", """{"status": "SUCCESS", "result": [1,NaN,-Infinity,"NaN"], "traceback": null}"""u8.ToArray()).Value!.Value.GetRawText());

    [Fact]
    public void Half_a_pair_of_surrogates_is_read_as_a_replacement_character()
    {
        var result = ResultReader.Read(
            "abc",
            """{"status":"X\udc80","result":{"exc_type":"\ud800\ud83d\ude00","exc_message":"\\udcff\n","exc_module":"m"},"traceback":"\udcff"}"""u8.ToArray());

        Assert.Equal(new TaskFailure("\uFFFD\U0001F600", "\\udcff\n", "m"), result.Failure);
        Assert.Equal(("X\uFFFD", "\uFFFD"), (result.Status, result.Traceback));
    }

    [Fact]
    public void The_arguments_of_a_Python_exception_become_one_message() =>
        Assert.Equal(
            new TaskFailure("KeyError", "a, 3, null", "builtins"),
            ResultReader
                .Read(
                    "abc", """{"status": "FAILURE", "result": {"exc_type": "KeyError", "exc_message": ["a", 3, null], "exc_module": "builtins"}}"""u8.ToArray())
                .Failure);
}

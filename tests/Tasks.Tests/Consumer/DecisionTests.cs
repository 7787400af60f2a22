using October.Tasks.Consumer.Receiving;
using October.Tasks.Consumer.Running;
using October.Tasks.Handlers;
using October.Tasks.Messages;
using October.Tasks.Results;

namespace October.Tasks.Consumer;

public sealed class DecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly RetryPolicy Twice = new(2, TimeSpan.FromSeconds(4), TimeSpan.FromMinutes(1));

    [Fact]
    public void A_task_that_is_due_runs() =>
        Assert.Null(Admission.Decide(Held(new() { Id = "a", Task = "add", Eta = Now, Expires = Now.AddSeconds(1) }), Now, revoked: false));

    [Fact]
    public void A_task_before_its_eta_is_put_aside_until_then() =>
        Assert.Equal(
            Now.AddSeconds(1),
            Assert
                .IsType<Outcome.Delay>(
                    Admission.Decide(
                        Held(
                            new() { Id = "a", Task = "add", Eta = Now.AddSeconds(1) }),
                        Now,
                        revoked: false))
                .Due);

    [Theory]
    [InlineData(true, 10, "revoked")]
    [InlineData(false, 0, "expired")]
    public void A_revoked_or_expired_task_ends_as_revoked(bool revoked, int expiresIn, string reason)
    {
        var outcome = Admission.Decide(Held(new() { Id = "a", Task = "add", Expires = Now.AddSeconds(expiresIn) }), Now, revoked);

        var result = ResultReader.Read("a", Assert.IsType<Outcome.Complete>(outcome).Result);
        Assert.Equal(TaskState.Revoked, result.Status);
        Assert.Equal(new TaskFailure("TaskRevokedError", reason, "celery.exceptions"), result.Failure);
    }

    [Fact]
    public void A_message_whose_worker_died_is_sent_again_with_its_count()
    {
        var outcome = Redelivery.Decide(Held(new() { Id = "a", Task = "add", Deliveries = 3 }), 5, Now);

        Assert.Equal(4, EnvelopeReader.Read(Assert.IsType<Outcome.Requeue>(outcome).Message).Deliveries);
    }

    [Fact]
    public void A_message_that_killed_its_last_worker_is_dead_and_its_task_has_failed()
    {
        var bury = Assert.IsType<Outcome.DeadLetter>(Redelivery.Decide(Held(new() { Id = "a", Task = "add", Deliveries = 4 }), 5, Now));

        Assert.Equal(5, bury.Deliveries);
        Assert.Equal("WorkerLostError", ResultReader.Read("a", bury.Result).Failure!.Type);
    }

    [Fact]
    public void A_sender_cannot_give_its_message_more_deliveries()
    {
        var message =
            """{"headers":{"task":"add","id":"a","october_deliveries":-2147483648},"body":"[[],{},{}]","content-type":"application/json"}"""u8.ToArray();
        var outcome = Redelivery.Decide(new Delivery(1, "celery", message) { Message = EnvelopeReader.Read(message) }, 1, Now);

        Assert.Equal(1, Assert.IsType<Outcome.DeadLetter>(outcome).Deliveries);
    }

    [Fact]
    public void A_failure_within_the_policy_is_tried_again_after_a_growing_pause()
    {
        var outcome = Decide(
            Held(
                new() { Id = "a", Task = "add", Retries = 1, Deliveries = 2 }),
            Twice,
            new InvalidOperationException("no"),
            Now,
            random: 0.5);

        var retry = Assert.IsType<Outcome.Delay>(outcome);
        Assert.True(retry.IsRetry);
        Assert.Equal(Now.AddSeconds(6), retry.Due);
        var next = EnvelopeReader.Read(retry.Message);
        Assert.Equal((2, 0, Now.AddSeconds(6)), (next.Retries, next.Deliveries, next.Eta!.Value));
        Assert.Equal(TaskState.Retry, ResultReader.Read("a", retry.Result!).Status);
    }

    [Fact]
    public void The_senders_number_of_retries_wins() =>
        Assert.IsType<Outcome.Delay>(
            Decide(
                Held(
                    new() { Id = "a", Task = "add", Retries = 7, MaxRetries = 8 }),
                RetryPolicy.None,
                new InvalidOperationException("no"),
                Now,
                0));

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 20)]
    [InlineData(2, 30)]
    public void The_senders_pauses_win(int retries, int seconds)
    {
        var task = new TaskMessage
        {
            Id = "a",
            Task = "add",
            Retries = retries,
            MaxRetries = 8,
            RetryDelay = TimeSpan.FromSeconds(20),
            MaxRetryDelay = TimeSpan.FromSeconds(60),
        };

        Assert.Equal(
            Now.AddSeconds(seconds), Assert.IsType<Outcome.Delay>(Decide(Held(task), Twice, new InvalidOperationException("no"), Now, 0)).Due);
    }

    [Theory]
    [InlineData(null, 3600)]
    [InlineData(7200, 3600)]
    [InlineData(1800, 1800)]
    public void A_senders_pause_is_cut_to_its_own_maximum_only(int? longest, int seconds)
    {
        var task = new TaskMessage
        {
            Id = "a",
            Task = "add",
            MaxRetries = 1,
            RetryDelay = TimeSpan.FromHours(1),
            MaxRetryDelay = longest is { } given ? TimeSpan.FromSeconds(given) : null,
        };

        var outcome = Decide(Held(task), Twice with { Jitter = RetryJitter.None }, new InvalidOperationException("no"), Now, 0);

        Assert.Equal(Now.AddSeconds(seconds), Assert.IsType<Outcome.Delay>(outcome).Due);
    }

    [Fact]
    public void A_failure_beyond_the_policy_is_recorded()
    {
        var outcome = Decide(Held(new() { Id = "a", Task = "add", Retries = 2 }), Twice, new InvalidOperationException("no"), Now, 0);

        Assert.Equal(
            new TaskFailure("InvalidOperationException", "no", "System"), ResultReader.Read("a", Assert.IsType<Outcome.Complete>(outcome).Result).Failure);
    }

    [Fact]
    public void Arguments_that_do_not_fit_are_never_tried_again() =>
        Assert.IsType<Outcome.Complete>(
            Decide(
                Held(
                    new() { Id = "a", Task = "add", MaxRetries = 9 }),
                Twice,
                new ArgumentBindingException("no"),
                Now,
                0));

    [Fact]
    public void A_handler_may_choose_the_pause() =>
        Assert.Equal(
            Now.AddMinutes(9),
            Assert
                .IsType<Outcome.Delay>(
                    Decide(
                        Held(new() { Id = "a", Task = "add" }), RetryPolicy.None, new RetryTaskException("busy", TimeSpan.FromMinutes(9)), Now, 0))
                .Due);

    [Fact]
    public void An_ignored_result_is_not_written() =>
        Assert.Null(
            Assert
                .IsType<Outcome.Complete>(
                    Decide(
                        Held(
                            new() { Id = "a", Task = "add", IgnoreResult = true }),
                        RetryPolicy.None,
                        new InvalidOperationException("no"),
                        Now,
                        0))
                .Result);

    [Theory]
    [InlineData(4, 0.00001, 512)]
    [InlineData(4, 0.001, 80)]
    [InlineData(4, 0.02, 4)]
    [InlineData(4, 10, 0)]
    public void Fewer_are_held_ready_the_longer_they_take(int concurrency, double seconds, int held) =>
        Assert.Equal(held, Prefetch.Size(concurrency, seconds, 512));

    internal static Delivery Held(TaskMessage message)
    {
        var bytes = EnvelopeWriter.Write(message, "tag");
        return new Delivery(1, message.Queue, bytes) { Message = message };
    }

    private static Outcome Decide(Delivery delivery, RetryPolicy policy, Exception error, DateTimeOffset now, double random) =>
        FailureDecision.Decide(delivery, policy, error, ExceptionNames.Default, now, random);
}

using October.Tasks.Configuration;

namespace October.Tasks.Redis;

public sealed class QueueNameTests
{
    [Theory]
    [InlineData("celery")]
    [InlineData("high-priority")]
    [InlineData("orders.v2")]
    [InlineData("celery@host.dq2")]
    [InlineData("a:b/c#1")]
    [InlineData("{tag}queue")]
    [InlineData("unacked-mail")]
    [InlineData("October:x")]
    [InlineData("redbeat")]
    [InlineData("reunacked")]
    public void Queues_have_the_names_that_people_give(string name) => Assert.Null(QueueName.Problem(name));

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData("a*")]
    [InlineData("a\nb")]
    [InlineData("größe")]
    [InlineData("celery\u0006\u00163")]
    [InlineData("october:leases")]
    [InlineData("october:anything")]
    [InlineData("celery-task-meta-17")]
    [InlineData("celery-taskset-meta-17")]
    [InlineData("chord-unlock-17.j")]
    [InlineData("_kombu.binding.celery")]
    [InlineData("unacked")]
    [InlineData("unacked_index")]
    [InlineData("unacked_mutex")]
    [InlineData("celeryev")]
    [InlineData("celeryev.17")]
    [InlineData("redbeat::schedule")]
    [InlineData("redbeat:nightly")]
    [InlineData("17.reply.celery.pidbox")]
    [InlineData("shop:october:leases")]
    [InlineData("shopoctober:delayed")]
    [InlineData("shop_celery-task-meta-17")]
    [InlineData("shop:_kombu.binding.celery")]
    [InlineData("shop:unacked")]
    [InlineData("shop-celeryev")]
    public void A_key_of_another_use_is_no_name_of_a_queue(string name)
    {
        Assert.NotNull(QueueName.Problem(name));
        Assert.Throws<SettingException>(() => new SettingReader(_ => null).Queue("TASKS_QUEUE", name, ""));
    }

    [Fact]
    public void Every_key_of_ours_is_reserved() =>
        Assert.All(
            [
                RedisKeys.Visibility, RedisKeys.Pulse, RedisKeys.Delayed, RedisKeys.Revoked, RedisKeys.DeadIndex, RedisKeys.KnownTasks, RedisKeys.RevokeChannel,
                RedisKeys.InFlight("s"), RedisKeys.Wake("q"), RedisKeys.DeadEntry("e"), RedisKeys.Sent("i"), RedisKeys.Idempotency("k"), RedisKeys.Result("i"),
            ],
            static key => Assert.NotNull(QueueName.Problem(key)));

    [Fact]
    public void A_name_has_at_most_200_characters() =>
        Assert.Equal((null, true), (QueueName.Problem(new('q', 200)), QueueName.Problem(new('q', 201)) is not null));
}

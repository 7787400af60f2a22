using October.Tasks.Canvas;
using October.Tasks.Consumer.Receiving;
using October.Tasks.Redis;
using October.Tasks.Results;

namespace October.Tasks.Consumer.Acknowledging;

public sealed class EndRefusalTests
{
    [Theory]
    [InlineData(0, 20, false, false)]
    [InlineData(1 << 20, 19, false, false)]
    [InlineData(1 << 20, 20, false, true)]
    [InlineData(10, 19, true, false)]
    [InlineData(10, 20, true, true)]
    public void What_is_never_answered_in_time_is_given_up_if_it_may_be_for_its_size(int size, int unanswered, bool isFollowed, bool expected) =>
        Assert.Equal(
            expected,
            EndRefusal.IsFinal(new QueueUnavailableException("late") { IsUnanswered = true }, End(size, isFollowed) with { Unanswered = unanswered }));

    [Theory]
    [InlineData(1, false, false, false)]
    [InlineData(2, false, false, true)]
    [InlineData(9, true, false, false)]
    [InlineData(2, true, true, true)]
    public void What_is_refused_again_and_again_is_given_up_unless_the_key_is_everybodys(int tries, bool isKey, bool isFollowed, bool expected) =>
        Assert.Equal(
            expected,
            EndRefusal.IsFinal(
                new QueueUnavailableException("refused") { IsRequestFault = true, IsKeyFault = isKey }, End(10, isFollowed) with { Tries = tries }));

    [Fact]
    public void What_Redis_refuses_everybody_is_not_given_up() =>
        Assert.False(EndRefusal.IsFinal(new QueueUnavailableException("out of memory"), End(1 << 20, true) with { Tries = 100, Unanswered = 100 }));

    [Theory]
    [InlineData(100, false, true)]
    [InlineData(19, true, true)]
    [InlineData(20, true, false)]
    public void Memory_that_is_short_is_waited_for(int tries, bool isFollowed, bool expected) =>
        Assert.Equal(expected, EndRefusal.IsShortage(new OutOfMemoryException(), End(10, isFollowed) with { Tries = tries }));

    private static PendingEnd End(int size, bool isFollowed) => new(
        new Delivery(1, "celery", default),
        new Outcome.Complete(TaskState.Success, new byte[size]) { Ending = isFollowed ? new Ending(TaskState.Success, default) : null });
}

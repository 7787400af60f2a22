using CsCheck;

using October.Tasks.Redis;

namespace October.Tasks.Messages;

public sealed class QueuePriorityTests
{
    [Theory]
    [InlineData(0, "mail")]
    [InlineData(2, "mail")]
    [InlineData(3, "mail\u0006\u00163")]
    [InlineData(5, "mail\u0006\u00163")]
    [InlineData(6, "mail\u0006\u00166")]
    [InlineData(9, "mail\u0006\u00169")]
    public void A_priority_is_rounded_down_to_its_step_as_kombu_does(int priority, string list) =>
        Assert.Equal(list, new KeyLayout().List("mail", priority));

    [Fact]
    public void Every_list_leads_back_to_its_queue() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 12], Gen.Int[0, 9])
            .Sample(static (queue, priority) => QueuePriority.QueueOf(new KeyLayout().List(queue, priority)) == queue);
}

using October.Tasks.Consumer.Receiving;
using October.Tasks.Messages;

namespace October.Tasks.Consumer.Running;

/// <summary>
/// Decides what becomes of a message at which this worker runs out of memory, but for its handler's run. Whoever is told so need not be who has used the memory
/// up: the message comes again later, and counts as delivered once more. From its second delivery on it runs alone. Pure.
/// </summary>
internal static class Shortage
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>The message once more, later each time; a dead letter after as many deliveries as workers may die of.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="error">What was thrown.</param>
    /// <param name="maxDeliveries">How often a message is delivered.</param>
    /// <param name="now">The present time.</param>
    public static Outcome Decide(Delivery delivery, OutOfMemoryException error, int maxDeliveries, DateTimeOffset now)
    {
        byte[] again;
        int deliveries;
        try
        {
            deliveries = (delivery.Message?.Deliveries ?? EnvelopeEditor.DeliveriesOf(delivery.Bytes)) + 1;
            if (deliveries >= maxDeliveries)
                return Redelivery.Broken(delivery.Message, error, now);
            again = EnvelopeEditor.WithDeliveries(delivery.Bytes, deliveries);
        }
#pragma warning disable CA1031 // There is no memory to count it, or it is not even JSON: others are not to be ended for it, and this one is tried rarely.
        catch (Exception)
#pragma warning restore CA1031
        {
            return new Outcome.Delay(now + 30 * Pause, delivery.Bytes, null);
        }

        return new Outcome.Delay(now + deliveries * Pause, again, null);
    }
}

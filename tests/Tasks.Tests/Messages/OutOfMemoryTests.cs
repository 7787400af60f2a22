using System.Buffers;

namespace October.Tasks.Messages;

/// <summary>A worker without memory says nothing about the message that it reads.</summary>
public sealed class OutOfMemoryTests
{
    [Fact]
    public void A_message_that_there_is_no_memory_for_is_not_called_undecodable()
    {
        using var none = new NoMemory();
        Assert.Throws<InsufficientMemoryException>(() => EnvelopeReader.Read(none.Memory));
    }

    [Theory]
    [InlineData("""{"headers":{"task":"a","october_deliveries":3},"body":"x"}""", 3)]
    [InlineData("""{"headers":{"task":"a","x":{"october_deliveries":3}},"october_deliveries":3}""", 0)]
    [InlineData("""{"headers":{"october_deliveries":"3"}}""", 0)]
    [InlineData("{}", 0)]
    public void The_deliveries_of_a_message_that_cannot_be_read_are_counted(string message, int deliveries) =>
        Assert.Equal(deliveries, EnvelopeEditor.DeliveriesOf(System.Text.Encoding.UTF8.GetBytes(message)));

    private sealed class NoMemory : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(100);

        public override Span<byte> GetSpan() => throw Full();

        private static Exception Full() => new InsufficientMemoryException("none");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}

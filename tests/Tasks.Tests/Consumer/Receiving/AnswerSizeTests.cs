using October.Tasks.Redis;

namespace October.Tasks.Consumer.Receiving;

public sealed class AnswerSizeTests
{
    private const int Most = 1 << 20;
    private const int Least = 64 << 10;

    private readonly AnswerSize _size = new(Most);

    [Fact]
    public async Task After_an_answer_that_did_not_come_half_as_much_is_asked_for_until_there_is_little_left()
    {
        var asked = new List<int>();
        for (var i = 0; i < 6; i++)
            asked.Add(await FailAsync(new QueueUnavailableException("Redis did not answer in time", new TimeoutException())));

        Assert.Equal([Most, Most / 2, Most / 4, Most / 8, Least, Least], asked);
    }

    [Fact]
    public async Task As_much_is_asked_for_when_Redis_is_not_there()
    {
        await FailAsync(new QueueUnavailableException("not connected") { IsUnsent = true });

        Assert.Equal(Most, _size.Bytes);
    }

    [Fact]
    public async Task More_is_asked_for_again_when_as_much_has_come()
    {
        await FailAsync(new QueueUnavailableException("Redis did not answer in time"));

        _size.Came(Most / 4 - 1);
        Assert.Equal(Most / 2, _size.Bytes);
        _size.Came(Most / 4);
        Assert.Equal(Most / 2 + Least, _size.Bytes);
        for (var i = 0; i < 20; i++)
            _size.Came(Most);
        Assert.Equal(Most, _size.Bytes);
    }

    private async Task<int> FailAsync(QueueUnavailableException exception)
    {
        var asked = 0;
        await Assert.ThrowsAsync<QueueUnavailableException>(() => _size.AskAsync(bytes =>
        {
            asked = bytes;
            return Task.FromException<int>(exception);
        }));
        return asked;
    }
}

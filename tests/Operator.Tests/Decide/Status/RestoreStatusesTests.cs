using October.Crd.Status;

namespace October.Operator.Decide.Status;

public sealed class RestoreStatusesTests
{
    /// <summary>Read otherwise than it is asked for, a restore of before would be carried out once more.</summary>
    [Fact]
    public void Ids_of_an_older_operator_are_known_as_they_are_asked_for()
    {
        var status = new RestoreStatus { RequestId = "a\n", EarlierRequestIds = ["b\u200b"], RejectedRequestId = "c\t", Outcome = "Succeeded" };
        var state = RestoreStatuses.Read(status)!;

        Assert.Equal((@"a\u000a", @"c\u0009"), (state.RequestId, state.Rejected));
        Assert.True(state.Earlier.Contains(@"b\u200b"));
        Assert.Equal(state.RequestId, RestoreStatuses.Read(RestoreStatuses.Write(state))!.RequestId);
    }
}

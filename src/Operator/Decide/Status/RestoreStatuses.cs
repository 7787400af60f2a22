using October.Common.Text;
using October.Common.Time;
using October.Crd.Status;
using October.Operator.Decide.Restore;

namespace October.Operator.Decide.Status;

/// <summary>A restore in status, to and fro.</summary>
internal static class RestoreStatuses
{
    public static RestoreStatus? Write(RestoreState? state) => state is null ? null : new RestoreStatus
    {
        RequestId = state.RequestId,
        EarlierRequestIds = state.Earlier.All.IsEmpty ? null : [.. state.Earlier.All],
        RejectedRequestId = state.Rejected,
        BackupName = state.BackupName,
        Step = state.IsUnderWay ? state.Step.ToString() : null,
        Outcome = state.IsUnderWay && state.Succeeded ? null : state.Succeeded ? "Succeeded" : "Failed",
        Message = state.Message,
        ApiReplicas = state.IsUnderWay ? state.Api : null,
        WorkerReplicas = state.IsUnderWay ? state.Worker : null,
        StartedAt = Second(state.StartedAt),
        StepStartedAt = state.IsUnderWay ? Second(state.StepStartedAt) : null,
        CompletedAt = state.CompletedAt is { } completed ? Second(completed) : null,
    };

    /// <summary>What <see cref="Write"/> wrote. An older operator wrote ids as they were given.</summary>
    public static RestoreState? Read(RestoreStatus? status) => status is not { RequestId: { } id } ? null : new RestoreState
    {
        RequestId = VisibleText.Of(id),
        BackupName = status.BackupName ?? "",
        Earlier = status.EarlierRequestIds is { } earlier ? new RequestIds([.. earlier.Select(VisibleText.Of)]) : RequestIds.None,
        Rejected = status.RejectedRequestId is { } rejected ? VisibleText.Of(rejected) : null,
        Step = Enum.TryParse<RestoreStep>(status.Step, out var step) ? step : RestoreStep.Ended,
        Succeeded = status.Outcome != "Failed",
        Message = status.Message,
        Api = status.ApiReplicas ?? 0,
        Worker = status.WorkerReplicas ?? 0,
        StartedAt = Time(status.StartedAt) ?? default,
        StepStartedAt = Time(status.StepStartedAt) ?? default,
        CompletedAt = Time(status.CompletedAt),
    };

    private static DateTimeOffset? Time(DateTime? time) => time is { } value ? new DateTimeOffset(DateTime.SpecifyKind(value, DateTimeKind.Utc)) : null;

    private static DateTime Second(DateTimeOffset time) => time.TruncateToSecond().UtcDateTime;
}

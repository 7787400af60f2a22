namespace October.Api.Security;

/// <summary>What a key may do. An endpoint that names none is for keys with all of them.</summary>
[Flags]
internal enum Role
{
    /// <summary>Any key will do.</summary>
    None = 0,

    /// <summary>Send tasks, and revoke them.</summary>
    Send = 1,

    /// <summary>Read results, the lengths of queues and the schedules.</summary>
    Read = 2,

    /// <summary>List, replay and discard dead messages; pause, resume and run schedules.</summary>
    Operate = 4,

    /// <summary>Everything.</summary>
    All = Send | Read | Operate,
}

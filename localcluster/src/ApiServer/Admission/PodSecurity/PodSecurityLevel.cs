namespace October.LocalCluster.ApiServer.Admission.PodSecurity;

internal enum PodSecurityLevel
{
    Privileged,
    Baseline,
    Restricted,
}

// The misuse fails, but not for the reason that is expected.
int one() {
#if FLOWBRIDGE_MISUSE
  return one
#else
  return 1;
#endif
}

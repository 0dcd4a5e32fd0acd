"""The Korean words of spoken codes.

A list of our own: two syllables each, told apart by the sound of the first one alone. A word that
is taken out or put in makes versions of the program misunderstand each other;
tests/server/codes/test_words.py holds what the list must be.
"""

from __future__ import annotations

KOREAN = """
가을 간식 감자 갑옷 강물 개울 건반 경치 고래 곡식 곤충 공책 과자 광장 구름 국화
군밤 굴뚝 그네 극장 금빛 기차 김밥 깃털 까치 깡통 꽃밭 꿀벌 나무 낙타 난로 날개
남쪽 낮잠 냄비 노을 녹차 논밭 농장 눈꽃 늑대 단풍 달빛 닭장 당근 대문 덕담 도시
독서 돌담 동굴 두부 둥지 드럼 들판 등불 딸기 땅콩 떡국 뚜껑 라면 레몬 로봇 리본
만두 망치 매미 먹물 명절 모자 몽돌 무대 문어 물결 미역 민요 바다 박쥐 반지 밤길
방울 배낭 백조 버섯 번개 범선 벽돌 별빛 병풍 보리 복도 볼펜 봄비 봉투 부엌 북극
분수 붓꽃 비누 빙수 빨대 빵집 사과 산책 살구 상자 새벽 색깔 샘물 생강 서랍 석류
선물 설탕 성냥 소금 솔잎 솜털 송편 수박 숙제 숲길 시계 식탁 신발 쌀밥 썰매 쑥떡
씨앗 아침 악기 안개 야구 약과 양말 어부 언덕 여름 역사 연못 열쇠 염소 엽서 영화
옥상 온돌 옷장 왕관 외투 요리 용암 우산 운동 원반 위성 육지 은행 음악 의자 이슬
인형 일기 잉어 자두 작약 잔디 잠옷 장미 저녁 전등 점심 접시 정원 제비 종이 좌석
주말 줄기 지도 진주 질문 집게 짝꿍 찌개 차표 찰떡 참새 창문 채소 책상 처마 천둥
철길 첫눈 청어 초록 촛불 추석 축구 친구 칠판 침대 칫솔 카드 커피 코트 쿠키 크림
클립 키위 타조 탁구 탈춤 탐험 태양 터널 털실 텃밭 토끼 톱니 통닭 튤립 트럭 팔찌
팥죽 팽이 퍼즐 편지 평야 포도 폭포 표범 풀잎 풍선 피리 필통 하늘 학교 한복 항구
해변 햇살 행운 향기 허리 현관 호수 홍시 화분 황소 횃불 회색 효도 후추 휴지 희망
""".split()  # noqa: SIM905 - a list is read more easily without 512 quotes
